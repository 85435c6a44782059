// SPDX-License-Identifier: Apache-2.0

package conv

// packWeights writes the weight tiles of a job in the order of its program: output block, phase, source block, tap row, tap
// column; a tile is Lanes rows (source channels) of Lanes columns (output channels). Channels beyond the layer's are zero.
func packWeights(dst []byte, s Shape, lanes int, j *job, transposed bool, w []int8) {
	y := window{kernel: s.KH, stride: s.StrideY, pad: s.PadTop}
	x := window{kernel: s.KW, stride: s.StrideX, pad: s.PadLeft}
	in0, in1, out0, out1 := j.in0, j.in1, j.out0, j.out1
	rowChannels, columnChannels := s.InC, s.OutC
	rowStride, columnStride := s.KH*s.KW, s.InC*s.KH*s.KW
	if transposed {
		in0, in1, out0, out1 = out0, out1, in0, in1
		rowChannels, columnChannels = columnChannels, rowChannels
		rowStride, columnStride = columnStride, rowStride
	}
	at := 0
	tile := func(inBlock, outBlock, tap int) {
		for r := range lanes {
			row := dst[at : at+lanes]
			at += lanes
			ci := inBlock*lanes + r
			for c := range row {
				co := outBlock*lanes + c
				if ci < rowChannels && co < columnChannels {
					row[c] = byte(w[ci*rowStride+co*columnStride+tap])
				} else {
					row[c] = 0
				}
			}
		}
	}
	for out := out0; out < out1; out++ {
		for _, py := range y.phases(transposed) {
			for _, px := range x.phases(transposed) {
				for in := in0; in < in1; in++ {
					for my := range py.tapped {
						for mx := range px.tapped {
							tile(in, out, (py.tap0+my*py.tapGap)*s.KW+px.tap0+mx*px.tapGap)
						}
					}
				}
			}
		}
	}
}

// eachGradient calls f with the index of every weight gradient of a job in the layer's dw and in the job's result.
func eachGradient(s Shape, lanes int, j *job, pack packing, f func(weight, result int)) {
	at := 0
	tile := func(co, ci, ky, kx int) {
		for r := range lanes {
			for c := range lanes {
				out, in := co*lanes+r, ci*lanes+c
				if out < s.OutC && in < s.InC && kx < s.KW {
					f(((out*s.InC+in)*s.KH+ky)*s.KW+kx, at)
				}
				at++
			}
		}
	}
	for _, b := range j.boxes {
		for half := range pack.halves() {
			for co := b.co0; co < b.co1; co++ {
				for ci := b.ci0; ci < b.ci1; ci++ {
					for ky := b.ky0; ky < b.ky1; ky++ {
						for kx := range b.kw {
							block, tap := pack.member(ci, kx, half)
							tile(j.out0+co, j.in0+block, ky, tap)
						}
					}
				}
			}
		}
	}
}
