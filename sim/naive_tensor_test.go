// SPDX-License-Identifier: Apache-2.0

package sim_test

import "github.com/e2train/e2train/rtl/isa"

// source returns the source entry of a vector in a tile, or zeros.
func (n *naive) source(t *isa.Tensor, x, y, b, kx, ky, ci int) []int64 {
	px := int(t.X0) + x*int(t.StepX) + kx*int(t.TapX)
	py := int(t.Y0) + y*int(t.StepY) + ky*int(t.TapY)
	if px < 0 || px >= int(t.XLim) || py < 0 || py >= int(t.YLim) {
		return make([]int64, n.c.Lanes)
	}
	entry := int(t.Src) + x*int(t.SX) + y*int(t.SY) + b*int(t.SN) + kx*int(t.SKX) + ky*int(t.SKY) + ci*int(t.SCI)
	if t.SourceG {
		return n.g[entry]
	}
	return n.x[entry]
}

func eachOf(counts []uint16, f func(i []int)) {
	at := make([]int, len(counts))
	for {
		f(at)
		k := 0
		for ; k < len(at); k++ {
			if at[k]++; at[k] < int(counts[k]) {
				break
			}
			at[k] = 0
		}
		if k == len(at) {
			return
		}
	}
}

func (n *naive) gemm(t *isa.Tensor) {
	tile := 0
	eachOf([]uint16{t.KX, t.KY, t.CI}, func(k []int) {
		eachOf([]uint16{t.NX, t.NY, t.NN}, func(v []int) {
			row := n.acc[int(t.Acc)+v[0]*int(t.AX)+v[1]*int(t.AY)+v[2]*int(t.AN)]
			if t.NoTaps {
				clear(row)
				return
			}
			source := n.source(t, v[0], v[1], v[2], k[0], k[1], k[2])
			for c := range row {
				if tile == 0 && t.Zero {
					row[c] = 0
				}
				for r := range n.c.Lanes {
					row[c] += source[r] * n.w[int(t.W)+tile*n.c.Lanes+r][c]
				}
				row[c] = low(row[c], isa.AccBits)
			}
		})
		tile++
	})
}

// operand returns what the multiplier of a column sees of a source element.
func (n *naive) operand(t *isa.Tensor, x int64) int64 {
	high, low := x>>4&15, x&15
	switch {
	case t.Pack == isa.PackNone:
		return x
	case t.Pack == isa.PackSigned:
		high, low = (high^8)-8, (low^8)-8
	}
	return high<<n.c.PackShift + low
}

// outer adds up in 64 bits, of which the array has the lower 48.
func (n *naive) outer(t *isa.Tensor) {
	tile := 0
	eachOf([]uint16{t.KX, t.KY, t.CI, t.CO}, func(k []int) {
		sums := make([][]int64, n.c.Lanes)
		for r := range sums {
			sums[r] = make([]int64, n.c.Lanes)
		}
		eachOf([]uint16{t.NX, t.NY, t.NN}, func(v []int) {
			source := n.source(t, v[0], v[1], v[2], k[0], k[1], k[2])
			g := n.g[int(t.G)+v[0]*int(t.GX)+v[1]*int(t.GY)+v[2]*int(t.GN)+k[3]*int(t.GCO)]
			for r := range sums {
				for c := range sums[r] {
					sums[r][c] += g[r] * n.operand(t, source[c])
				}
			}
		})
		for r := range sums {
			for c := range sums[r] {
				n.drain(t, tile, r, c, sums[r][c])
			}
		}
		tile++
	})
}

// tileMasks returns what the tiles of a masked instruction find.
func (n *naive) tileMasks(t *isa.Tensor) (tiles []tileMask) {
	for k := range t.Tiles() {
		row := int(t.Mask) + k*n.c.Lanes
		tile := tileMask{skip: n.skip[row/n.c.Lanes]}
		for _, predicted := range n.predicted[row:][:n.c.Lanes] {
			for _, p := range predicted {
				if n.decided(p) {
					tile.decided++
				}
			}
		}
		tiles = append(tiles, tile)
	}
	return tiles
}

// low returns the low bits of v as a signed number.
func low(v int64, bits int) int64 {
	v &= 1<<bits - 1
	if v>>(bits-1) != 0 {
		v -= 1 << bits
	}
	return v
}

// drain brings one sum of a tile into ACC.
func (n *naive) drain(t *isa.Tensor, tile, r, c int, sum int64) {
	row := int(t.Acc) + tile*n.c.Lanes + r
	add := func(row int, v int64) {
		if t.Zero {
			n.acc[row][c] = 0
		}
		n.acc[row][c] = low(n.acc[row][c]+v, isa.AccBits)
	}
	switch {
	case t.Pack != isa.PackNone:
		p := low(sum, 48)
		b := low(sum, n.c.PackShift)
		add(row, low(p-b, 48)>>n.c.PackShift)
		add(row+int(t.Second), b)
	case t.Masked:
		n.drainMasked(t, tile, add, row, n.predicted[int(t.Mask)+tile*n.c.Lanes+r][c], low(sum, 48))
	default:
		add(row, low(sum, 48))
	}
}

func (n *naive) drainMasked(t *isa.Tensor, tile int, add func(int, int64), row int, p, sum int64) {
	skip := n.skip[int(t.Mask)/n.c.Lanes+tile]
	switch {
	case skip && !t.Zero: // drains nothing
	case n.decided(p) && t.Zero:
		add(row, signOf(p))
	case n.decided(p):
		add(row, 0)
	case skip && t.FillSign:
		add(row, signOf(p))
	case skip:
		add(row, 0)
	default:
		add(row, sum)
	}
}
