// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"gonum.org/v1/gonum/blas/blas32"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/plane"
)

// window lays out the input windows of one image as a matrix: a row per output pixel, in raster order, and in it the
// taps of the kernel in raster order, each with the input's channels. So a tap is a copy of whole channel blocks.
type window struct{ s conv.Shape }

func newWindow(s conv.Shape) window { return window{s} }

// pixels returns the number of rows.
func (w window) pixels() int { return w.s.OutH() * w.s.OutW() }

// length returns the number of columns.
func (w window) length() int { return w.s.KH * w.s.KW * w.s.InC }

func (w window) matrix(data []float32) blas32.General {
	return blas32.General{Rows: w.pixels(), Cols: w.length(), Stride: w.length(), Data: data}
}

// gather fills the matrix from an image's blocks; taps on padding are zero.
func (w window) gather(matrix, image []float32) {
	w.eachTap(func(row int, pixel int) {
		dst := matrix[row : row+w.s.InC]
		if pixel < 0 {
			clear(dst)
			return
		}
		for b := 0; b*lanes < w.s.InC; b++ {
			copy(dst[b*lanes:], w.at(image, b, pixel))
		}
	})
}

// scatter adds the matrix's rows to where they came from, in an image that it clears first.
func (w window) scatter(image, matrix []float32) {
	clear(image)
	w.eachTap(func(row int, pixel int) {
		if pixel < 0 {
			return
		}
		src := matrix[row : row+w.s.InC]
		for b := 0; b*lanes < w.s.InC; b++ {
			plane.Add(w.at(image, b, pixel)[:min(lanes, w.s.InC-b*lanes)], src[b*lanes:])
		}
	})
}

// at returns the channels of block b at a pixel.
func (w window) at(image []float32, b, pixel int) []float32 {
	i := (b*w.s.InH*w.s.InW + pixel) * lanes
	return image[i : i+lanes]
}

// eachTap calls f for every tap of every row, with the tap's place in the matrix and its input pixel, -1 for padding.
func (w window) eachTap(f func(place, pixel int)) {
	s, place := w.s, 0
	for oy := range s.OutH() {
		for ox := range s.OutW() {
			for ky := range s.KH {
				for kx := range s.KW {
					y, x := oy*s.StrideY+ky-s.PadTop, ox*s.StrideX+kx-s.PadLeft
					if y < 0 || y >= s.InH || x < 0 || x >= s.InW {
						f(place, -1)
					} else {
						f(place, y*s.InW+x)
					}
					place += s.InC
				}
			}
		}
	}
}

// fromKernelOrder copies weights [OutC][InC][KH][KW] to [OutC][KH][KW][InC].
func (w window) fromKernelOrder(dst, src []float32) {
	w.eachWeight(func(kernel, window int) { dst[window] = src[kernel] })
}

// toKernelOrder copies weights [OutC][KH][KW][InC] to [OutC][InC][KH][KW].
func (w window) toKernelOrder(dst, src []float32) {
	w.eachWeight(func(kernel, window int) { dst[kernel] = src[window] })
}

func (w window) eachWeight(f func(kernel, window int)) {
	taps, channels := w.s.KH*w.s.KW, w.s.InC
	for co := range w.s.OutC {
		for ci := range channels {
			for tap := range taps {
				f((co*channels+ci)*taps+tap, (co*taps+tap)*channels+ci)
			}
		}
	}
}

// joinBlocks copies an image's blocks to a matrix of a row per pixel.
func joinBlocks(matrix, image []float32, channels int) {
	pixels := len(matrix) / channels
	for b := 0; b*lanes < channels; b++ {
		for p := range pixels {
			src := image[(b*pixels+p)*lanes:]
			copy(matrix[p*channels+b*lanes:(p+1)*channels], src[:lanes])
		}
	}
}

// splitBlocks copies a matrix of a row per pixel to an image's blocks, padded lanes zeroed.
func splitBlocks(image, matrix []float32, channels int) {
	pixels := len(matrix) / channels
	for b := 0; b*lanes < channels; b++ {
		for p := range pixels {
			dst := image[(b*pixels+p)*lanes:][:lanes]
			clear(dst[copy(dst, matrix[p*channels+b*lanes:(p+1)*channels]):])
		}
	}
}
