// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/sim/workers"

// folding turns a convolution of few input channels into a 1x1 convolution of many: channel (ky*KW+kx)*InC+ci of the folded
// input at an output pixel is the input that tap (ky,kx) of channel ci reads there, padding included. A network's first
// layer has 1 or 3 channels; without folding, each of its taps would take a whole weight tile of mostly empty rows.
type folding struct {
	from, to Shape
}

// fold returns the folding of a shape for a device of the given lanes; worth is false where it would not at least halve the
// weight tiles, and for depthwise convolutions, which would become dense ones.
func fold(s Shape, lanes int) (f folding, worth bool) {
	taps := s.KH * s.KW
	channels := s.InC * taps
	to := Shape{Batch: s.Batch, InC: channels, OutC: s.OutC, InH: s.OutH(), InW: s.OutW(), KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	before, after := taps*ceil(s.InC, lanes), ceil(channels, lanes)
	return folding{s, to}, !s.Depthwise && channels <= maxChan && 2*after <= before
}

// activations writes the folded input to codes, whose length is that of the folded input.
func (f *folding) activations(codes []byte, x Activations) {
	in, out := len(x.Codes)/f.from.Batch, len(codes)/f.from.Batch
	workers.Do(f.from.Batch, func(n int) { f.image(codes[n*out:(n+1)*out], x.Codes[n*in:(n+1)*in]) })
}

// foldWord is how many channels are moved at once, needed or not; what comes behind them overwrites the others. A layer
// that is worth folding has no more: they are at most half the lanes of a device.
const foldWord = HostBlock

// moveWords moves the first word of n pixels, which are so many bytes apart.
func moveWords(dst []byte, to int, src []byte, from, n int) {
	for ; n > 0; n-- {
		*(*[foldWord]byte)(dst) = [foldWord]byte(src)
		if n > 1 {
			dst, src = dst[to:], src[from:]
		}
	}
}

// image folds one image, row by row: first into pixels that have all their channels side by side, then into blocks.
func (f *folding) image(dst, src []byte) {
	blocks, width := Blocks(f.to.InC), f.to.InW
	size := blocks*HostBlock + foldWord
	padded, row := f.padded(src), make([]byte, width*size)
	for oy := range f.to.InH {
		f.row(row, size, padded, oy)
		for b := range blocks {
			moveWords(dst[(b*f.to.InH+oy)*width*HostBlock:], HostBlock, row[b*HostBlock:], size, width)
		}
	}
}

// pitch returns the bytes of a row of the padded image.
func (f *folding) pitch() int { return (f.from.PadLeft + f.from.InW + f.from.PadRight) * f.from.InC }

// padded returns an image with its padding and nothing but the channels that there are.
func (f *folding) padded(src []byte) []byte {
	s := &f.from
	dst := make([]byte, (s.PadTop+s.InH+s.PadBottom)*f.pitch()+foldWord)
	for y := range s.InH { // channels that the layer does not have are zero
		moveWords(dst[(s.PadTop+y)*f.pitch()+s.PadLeft*s.InC:], s.InC, src[y*s.InW*HostBlock:], HostBlock, s.InW)
	}
	return dst
}

// row writes the folded channels of a row of pixels, which are size bytes apart. The taps of a kernel row are side by
// side in the padded image.
func (f *folding) row(dst []byte, size int, padded []byte, oy int) {
	s := &f.from
	for ky := range s.KH {
		from := padded[(oy*s.StrideY+ky)*f.pitch():]
		for at := 0; at < s.KW*s.InC; at += foldWord {
			moveWords(dst[ky*s.KW*s.InC+at:], size, from[at:], s.StrideX*s.InC, f.to.InW)
		}
	}
	var zeros [foldWord]byte // fewer than a word are left
	moveWords(dst[f.to.InC:], size, zeros[:], 0, f.to.InW)
}

// eachWeight calls f with the index of every weight in the layer's order and in that of the folded layer.
func (f folding) eachWeight(each func(from, to int)) {
	s := f.from
	taps := s.KH * s.KW
	for co := range s.OutC {
		for ci := range s.InC {
			for tap := range taps {
				each((co*s.InC+ci)*taps+tap, co*f.to.InC+tap*s.InC+ci)
			}
		}
	}
}
