// SPDX-License-Identifier: Apache-2.0

package conv

import "encoding/binary"

// weightTiles says where the tiles of a pass find their weights in the layer's order. A tile is Lanes rows (source
// channels) of Lanes columns (result channels); channels beyond the layer's are zero.
type weightTiles struct {
	lanes                   int
	rows, columns           int // channels
	rowStride, columnStride int // from a channel's weights to the next one's
	w                       []int8
}

// putDiagonal writes a tile of a depthwise layer.
func (t *weightTiles) putDiagonal(dst []byte, block, _, tap int) {
	first := block * t.lanes
	clear(dst)
	for c := range min(t.lanes, t.rows-first) {
		dst[c*t.lanes+c] = byte(t.w[(first+c)*t.rowStride+tap])
	}
}

// put writes a tile.
func (t *weightTiles) put(dst []byte, rowBlock, columnBlock, tap int) {
	ci, co := rowBlock*t.lanes, columnBlock*t.lanes
	rows, columns := min(t.lanes, t.rows-ci), min(t.lanes, t.columns-co)
	clear(dst)
	for r := range rows {
		from := t.w[(ci+r)*t.rowStride+co*t.columnStride+tap:]
		for c := range dst[r*t.lanes:][:columns] {
			dst[r*t.lanes+c] = byte(from[c*t.columnStride])
		}
	}
}

// packWeights writes the weight tiles of a job in the order of its program: output block, phase, source block, tap row, tap
// column.
func packWeights(dst []byte, s Shape, lanes int, j *job, transposed bool, w []int8) {
	y := window{kernel: s.KH, stride: s.StrideY, pad: s.PadTop}
	x := window{kernel: s.KW, stride: s.StrideX, pad: s.PadLeft}
	in0, in1, out0, out1 := j.in0, j.in1, j.out0, j.out1
	taps := s.KH * s.KW
	tiles := weightTiles{lanes: lanes, rows: s.InC, columns: s.OutC, rowStride: taps, columnStride: s.seen() * taps, w: w}
	put := tiles.put
	if s.Depthwise {
		put = tiles.putDiagonal
	}
	if transposed {
		in0, in1, out0, out1 = out0, out1, in0, in1
		tiles.rows, tiles.columns = tiles.columns, tiles.rows
		tiles.rowStride, tiles.columnStride = tiles.columnStride, tiles.rowStride
	}
	size := lanes * lanes
	for out := out0; out < out1; out++ {
		if s.Depthwise {
			in0, in1 = out, out+1
		}
		for _, py := range y.phases(transposed) {
			for _, px := range x.phases(transposed) {
				for in := in0; in < in1; in++ {
					for my := range py.tapped {
						for mx := range px.tapped {
							put(dst[:size], in, out, (py.tap0+my*py.tapGap)*s.KW+px.tap0+mx*px.tapGap)
							dst = dst[size:]
						}
					}
				}
			}
		}
	}
}

// gradientRun is gradients of a job that lie side by side in its result: n of them, from index result on, belong to the
// weights weight, weight+step, weight+2*step ... of the layer.
type gradientRun struct{ result, n, weight, step int }

// getRun reads a run from a result of int32.
func getRun[T int32 | int64](g gradientRun, dst []T, src []byte) {
	dst, src = dst[g.weight:], src[4*g.result:][:4*g.n]
	for i := 0; i < len(src); i += 4 {
		dst[i/4*g.step] = T(int32(binary.LittleEndian.Uint32(src[i:])))
	}
}

// addRun adds a run from a result of int64.
func addRun(g gradientRun, dst []int64, src []byte) {
	dst, src = dst[g.weight:], src[8*g.result:][:8*g.n]
	for i := 0; i < len(src); i += 8 {
		dst[i/8*g.step] += int64(binary.LittleEndian.Uint64(src[i:]))
	}
}

// eachGradient calls f for every run of a job's weight gradients.
func eachGradient(s Shape, lanes int, j *job, pack packing, f func(gradientRun)) {
	at := 0
	for _, b := range j.boxes {
		for half := range pack.halves() {
			for co := b.co0; co < b.co1; co++ {
				for ci := b.ci0; ci < b.ci1; ci++ {
					for ky := b.ky0; ky < b.ky1; ky++ {
						for kx := range b.kw {
							if block, tap := pack.member(ci, kx, half); tap < s.KW {
								tileGradients(s, lanes, at, (j.out0+co)*lanes, (j.in0+block)*lanes, ky*s.KW+tap, f)
							}
							at += lanes * lanes
						}
					}
				}
			}
		}
	}
}

// tileGradients calls f for the rows of the tile at index at of a result: the gradients of one tap that join the lanes
// output channels from out on to the input channels from in on, as far as the layer has them. A depthwise layer has those on
// the diagonal.
func tileGradients(s Shape, lanes, at, out, in, tap int, f func(gradientRun)) {
	taps := s.KH * s.KW
	for r := range min(lanes, s.OutC-out) {
		if s.Depthwise {
			f(gradientRun{result: at + r*lanes + r, n: 1, weight: (out+r)*taps + tap, step: taps})
			continue
		}
		if n := min(lanes, s.InC-in); n > 0 {
			f(gradientRun{result: at + r*lanes, n: n, weight: ((out+r)*s.InC+in)*taps + tap, step: taps})
		}
	}
}
