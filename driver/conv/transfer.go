// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// Base registers of every program of this package.
const (
	baseSource = iota // x (forward, backward-weights) or g (backward-data)
	baseWeights
	baseOutput
	baseGrad // g of backward-weights
	baseMask // predicted gradients
	numBases
)

// plane is a blocked tensor in device memory: [batch][blocks][height][width] entries.
type plane struct {
	blocks, height, width int
	entry                 int // bytes of one entry
}

func (p plane) offset(n, block, y, x int) int {
	return (((n*p.blocks+block)*p.height+y)*p.width + x) * p.entry
}

// patch is a box of a plane.
type patch struct {
	n0, n1, block0, block1, y0, y1, x0, x1 int
}

func (b patch) empty() bool  { return b.y1 <= b.y0 || b.x1 <= b.x0 }
func (b patch) rows() int    { return b.y1 - b.y0 }
func (b patch) columns() int { return b.x1 - b.x0 }
func (b patch) blocks() int  { return b.block1 - b.block0 }
func (b patch) images() int  { return b.n1 - b.n0 }

// runs returns how to walk the box of the plane in the order [block][n][y][x], so that some of its blocks lie together:
// linear runs and up to three loops. Full-width rows form one run per image and block.
func (p plane) runs(b patch) (run uint16, count [3]uint16, offset uint32, stride [3]int32) {
	offset = uint32(p.offset(b.n0, b.block0, b.y0, b.x0))
	row, block, image := int32(p.width*p.entry), int32(p.height*p.width*p.entry), int32(p.blocks*p.height*p.width*p.entry)
	if b.columns() == p.width {
		return uint16(b.rows() * p.width), [3]uint16{1, uint16(b.images()), uint16(b.blocks())}, offset, [3]int32{0, image, block}
	}
	return uint16(b.columns()), [3]uint16{uint16(b.rows()), uint16(b.images()), uint16(b.blocks())}, offset, [3]int32{row, image, block}
}

func (p plane) load(op isa.Opcode, base uint8, b patch, dest int, signed bool) isa.Load {
	l := isa.Load{Op: op, Signed: signed, Dest: uint16(dest), Base: base}
	l.Run, l.Count, l.Offset, l.Stride = p.runs(b)
	return l
}

func (p plane) store(op isa.Opcode, b patch, acc int) isa.Store {
	s := isa.Store{Op: op, Acc: uint16(acc), Base: baseOutput}
	s.Run, s.Count, s.Offset, s.Stride = p.runs(b)
	return s
}

// linear returns the load of entries consecutive entries from entry first of base.
func linear(op isa.Opcode, base uint8, entryBytes, first, entries, dest int) isa.Load {
	return isa.Load{Op: op, Base: base, Offset: uint32(first * entryBytes), Run: uint16(entries), Count: [3]uint16{1, 1, 1}, Dest: uint16(dest)}
}
