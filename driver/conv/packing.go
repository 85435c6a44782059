// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/workers"
)

// packing says which two 4-bit activations share a byte of the predictor's operand: the high nibble belongs to tile a, the
// low one to tile b.
type packing uint8

const (
	packNone packing = iota
	// packBlocks: block 2p and block 2p+1 of the same pixel. Tile b of an odd number's last block is of zeros.
	packBlocks
	// packTaps: columns c and c+1 of the same row, from c = -1 on, so that tile a is tap kx and tile b tap kx+1. Tile b of
	// an odd number's last tap is of a tap that does not exist, and ignored.
	packTaps
)

// packingOf returns the packing for a layer: taps are paired where a block of g meets one block of x only.
func packingOf(s Shape, lanes int) packing {
	if s.Depthwise || s.InC <= lanes && s.KW > 1 {
		return packTaps
	}
	return packBlocks
}

// blocks returns the packed blocks of n blocks.
func (p packing) blocks(n int) int {
	if p == packBlocks {
		return ceil(n, 2)
	}
	return n
}

// blockOf returns the packed block that block b is in.
func (p packing) blockOf(b int) int {
	if p == packBlocks {
		return b / 2
	}
	return b
}

// taps returns the packed columns of a kernel of n columns.
func (p packing) taps(n int) int { return ceil(n, p.tapGap()) }

// tapGap returns the distance between the taps of consecutive packed columns.
func (p packing) tapGap() int {
	if p == packTaps {
		return 2
	}
	return 1
}

// halves returns how many tiles a packed tile is.
func (p packing) halves() int {
	if p == packNone {
		return 1
	}
	return 2
}

// member returns the block and the tap column of one half of the packed tile of block ci and column kx.
func (p packing) member(ci, kx, half int) (block, tap int) {
	switch p {
	case packBlocks:
		return 2*ci + half, kx
	case packTaps:
		return ci, 2*kx + half
	}
	return ci, kx
}

// source returns the axis of the packed tensor's columns.
func (p packing) source(x window) window {
	if p == packTaps {
		x.source++ // column 0 is coordinate -1
		x.shift++
	}
	return x
}

// nibblePacker writes the packed operand of a job.
type nibblePacker struct {
	kernels *kernel.Set
	packing packing
	x       Activations
	box     hostTensor // the job's input, unpacked
}

// put writes the packed tensor [image][packed block][row][column][lane] to dst.
func (n *nibblePacker) put(dst []byte) {
	images := n.box.n1 - n.box.n0
	size := len(dst) / images
	workers.Do(images, func(i int) { n.image(dst[i*size:(i+1)*size], n.box.n0+i) })
}

func (n *nibblePacker) image(dst []byte, image int) {
	clear(dst)
	t := &n.box
	width := n.packing.source(window{source: t.width}).source
	plane := (t.y1 - t.y0) * width * t.lanes
	for b := t.block0; b < t.block1; b++ {
		packed := dst[n.packing.blockOf(b-t.block0)*plane:]
		for y := t.y0; y < t.y1; y++ {
			row := packed[(y-t.y0)*width*t.lanes:]
			if n.packing == packTaps {
				n.row(row, image, b, y, 0)
				n.row(row[t.lanes:], image, b, y, 4)
			} else {
				n.row(row, image, b, y, uint(4*(1-(b-t.block0)%2)))
			}
		}
	}
}

// row adds the nibbles of one row of a block, shifted, to the bytes of dst.
func (n *nibblePacker) row(dst []byte, image, block, y int, shift uint) {
	t := &n.box
	perHost := HostBlock / t.lanes
	src := n.x.Codes[(((image*t.blocks+block/perHost)*t.height+y)*t.width)*HostBlock+block%perHost*t.lanes:]
	if perHost == 1 {
		n.kernels.RoundNibbles(dst, src[:t.width*HostBlock], n.x.Signed, shift)
		return
	}
	for x := range t.width {
		n.kernels.RoundNibbles(dst[x*t.lanes:], src[x*HostBlock:][:t.lanes], n.x.Signed, shift)
	}
}
