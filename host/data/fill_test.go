// SPDX-License-Identifier: Apache-2.0

package data

import "testing"

// padded returns one channel of an image with pad zero pixels on each side.
func padded(plane []uint8, h, w, pad int) []uint8 {
	wide := w + 2*pad
	out := make([]uint8, (h+2*pad)*wide)
	for y := range h {
		copy(out[(y+pad)*wide+pad:], plane[y*w:(y+1)*w])
	}
	return out
}

// wantImage computes an image the slow way: pad, crop, flip, scale,
// normalise, and put each value at its place in [ceil(C/16)][H][W][16].
func wantImage(s *Set, index, pad int, v view) []float32 {
	out := make([]float32, (s.C+15)/16*s.H*s.W*16)
	wide := s.W + 2*pad
	for c := range s.C {
		source := padded(s.Image(index)[c*s.H*s.W:(c+1)*s.H*s.W], s.H, s.W, pad)
		for y := range s.H {
			for x := range s.W {
				column := x
				if v.mirror {
					column = s.W - 1 - x
				}
				pixel := source[(y+v.top+pad)*wide+column+v.left+pad]
				scaled := float64(pixel) / 255
				out[((c/16*s.H+y)*s.W+x)*16+c%16] = float32((scaled - s.Norm.Mean[c]) / s.Norm.Std[c])
			}
		}
	}
	return out
}

// TestFillMatchesReference tries shapes around the block size with every
// corner of the padding and random views.
func TestFillMatchesReference(t *testing.T) {
	d := newDice(t)
	for _, c := range []int{1, 3, 15, 16, 17, 33} {
		h, w, pad := d.between(4, 9), d.between(4, 9), 4
		s := d.set(1, c, h, w)
		f := filler{c: c, h: h, w: w, table: s.Norm.Table()}
		views := []view{{}, {-pad, -pad, false}, {pad, pad, true}, {-pad, pad, true}, {pad, -pad, false}}
		for range 20 {
			views = append(views, view{d.between(-pad, pad), d.between(-pad, pad), d.bits()&1 == 1})
		}
		for _, v := range views {
			got := make([]float32, f.size())
			f.image(got, s.Image(0), v)
			want := wantImage(s, 0, pad, v)
			if len(got) != len(want) {
				t.Fatalf("shape %d×%d×%d: %d floats, want %d", c, h, w, len(got), len(want))
			}
			for i := range want {
				if got[i] != want[i] {
					t.Fatalf("shape %d×%d×%d, view %+v: element %d is %v, want %v", c, h, w, v, i, got[i], want[i])
				}
			}
		}
	}
}
