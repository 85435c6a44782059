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
// weight tiles.
func fold(s Shape, lanes int) (f folding, worth bool) {
	taps := s.KH * s.KW
	channels := s.InC * taps
	to := Shape{Batch: s.Batch, InC: channels, OutC: s.OutC, InH: s.OutH(), InW: s.OutW(), KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	before, after := taps*ceil(s.InC, lanes), ceil(channels, lanes)
	return folding{s, to}, channels <= maxChan && 2*after <= before
}

// activations writes the folded input to codes, whose length is that of the folded input.
func (f folding) activations(codes []byte, x Activations) {
	s := f.from
	blocks, planeOut := Blocks(f.to.InC), f.to.InH*f.to.InW
	clear(codes)
	workers.Do(s.Batch, func(n int) {
		for ky := range s.KH {
			for kx := range s.KW {
				for ci := range s.InC {
					to := (ky*s.KW+kx)*s.InC + ci
					dst := codes[(n*blocks+to/HostBlock)*planeOut*HostBlock+to%HostBlock:]
					src := x.Codes[(n*Blocks(s.InC)+ci/HostBlock)*s.InH*s.InW*HostBlock+ci%HostBlock:]
					f.tap(dst, src, ky, kx)
				}
			}
		}
	})
}

// tap copies what one tap reads of one channel; dst and src start at the channel's lane of their first pixel.
func (f folding) tap(dst, src []byte, ky, kx int) {
	s := f.from
	// The output columns whose tap lies inside the input.
	first := max(0, ceil(s.PadLeft-kx, s.StrideX))
	last := min(f.to.InW, ceil(s.InW+s.PadLeft-kx, s.StrideX))
	for oy := range f.to.InH {
		iy := oy*s.StrideY + ky - s.PadTop
		if iy < 0 || iy >= s.InH {
			continue
		}
		to, from := oy*f.to.InW*HostBlock, (iy*s.InW+kx-s.PadLeft)*HostBlock
		for ox := first; ox < last; ox++ {
			dst[to+ox*HostBlock] = src[from+ox*s.StrideX*HostBlock]
		}
	}
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
