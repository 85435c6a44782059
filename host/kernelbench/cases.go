// SPDX-License-Identifier: Apache-2.0

package kernelbench

import (
	"github.com/e2train/e2train/models/loopbench"
	"github.com/e2train/e2train/sim/kernel"
)

const (
	lanes   = 16
	vectors = 256 // of one call: a chunk as the planner makes it
)

// layer is a 3x3 convolution: images of size x size, blocks entries of 16 channels per pixel.
type layer struct {
	name                 string
	images, size, blocks int
}

var layers = []layer{{"32x32x16", 1, 32, 1}, {"16x16x32", 1, 16, 2}, {"8x8x64", 4, 8, 4}}

// offsets returns the operand table of the first pixels, tile by tile, and the number of entries that it refers to. Entry
// 0 is the zero entry.
func (l layer) offsets() (table []int32, entries int) {
	for block := range l.blocks {
		for tap := range 9 {
			for p := range vectors {
				table = append(table, int32(lanes*l.entry(p, tap%3-1, tap/3-1, block)))
			}
		}
	}
	return table, 1 + l.images*l.size*l.size*l.blocks
}

func (l layer) entry(pixel, dx, dy, block int) int {
	x, y, image := pixel%l.size+dx, pixel/l.size%l.size+dy, pixel/l.size/l.size
	if x < 0 || y < 0 || x >= l.size || y >= l.size {
		return 0
	}
	return 1 + ((image*l.size+y)*l.size+x)*l.blocks + block
}

// noise returns n values from low to high.
func noise(n, low, high int) []int16 {
	v, state := make([]int16, n), uint32(1)
	for i := range v {
		state = state*1664525 + 1013904223
		v[i] = int16(low + int(state>>8)%(high-low+1))
	}
	return v
}

// multiplying returns the kernels that multiply, with their names.
func multiplying(s *kernel.Set) (names []string, works []work) {
	for _, l := range layers {
		table, entries := l.offsets()
		tiles := len(table) / vectors
		x, w := noise(entries*lanes, -255, 255), noise(tiles*lanes*lanes, -128, 127)
		clear(x[:lanes])
		acc, rows := make([]int64, vectors*lanes), make([]int32, vectors)
		for i := range rows {
			rows[i] = int32(i * lanes)
		}
		for _, wide := range []bool{false, true} {
			name := "gemm " + l.name + " 8x8 bit"
			if wide {
				name = "gemm " + l.name + " 16x8 bit"
			}
			names = append(names, name)
			works = append(works, work{func() { s.Gemm(lanes, acc, rows, x, table, w, tiles, wide, false) }, vectors * tiles * lanes * lanes})
		}
		g, sums := noise(vectors*lanes, -32768, 32767), make([]int64, lanes*lanes)
		names = append(names, "outer "+l.name)
		works = append(works, work{func() { s.Outer(lanes, sums, g, x, table[:vectors], vectors, true) }, vectors * lanes * lanes})
	}
	return names, works
}

// moving returns the kernels that move and convert data, with their names; units are bytes read.
func moving(s *kernel.Set) (names []string, works []work) {
	const n = 4096
	raw, acc, out := make([]byte, 2*n), make([]int64, n), make([]byte, 8*n)
	for i, v := range noise(n, -32768, 32767) {
		acc[i], raw[i] = int64(v)<<12, byte(v)
	}
	values, low, packed, rows := make([]int16, n), make([]int16, n), noise(n, -255, 255), make([]int32, n/lanes)
	for i := range rows {
		rows[i] = int32(i * lanes)
	}
	add := func(name string, bytes int, run func()) {
		names, works = append(names, name), append(works, work{run, bytes})
	}
	add("pack pairs", 2*n, func() { s.PackPairs(lanes, values, packed, rows) })
	add("load x", n, func() { s.ExpandBytes(values, raw[:n], false) })
	add("load g", 2*n, func() { s.CopyInt16(values, raw) })
	add("load w", n, func() { s.ExpandRows(lanes, values, raw[:n], 0) })
	add("split nibbles", 2*n, func() { s.SplitNibbles(values, low, packed, false) })
	add("round nibbles", n, func() { s.RoundNibbles(out, raw[:n], false, 4) })
	add("round words", 2*n, func() { s.RoundWords(values, packed) })
	add("store int32", 8*n, func() { s.StoreInt32(out, acc, 8) })
	add("store int16", 8*n, func() { s.StoreInt16(out, acc, 8) })
	add("store int64", 8*n, func() { s.StoreInt64(out, acc, 0) })
	add("store sign", 8*n, func() { s.StoreSign(out, acc, 0) })
	for _, l := range loopbench.Loops(s) {
		add("float: "+l.Name, l.Bytes, l.Run)
	}
	return names, works
}
