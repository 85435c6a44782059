// SPDX-License-Identifier: Apache-2.0

package data

// Lanes is the number of channels that lie next to each other in the blocked
// layout of Batch.X.
const Lanes = 16

// blocks returns the number of blocks of Lanes channels that c channels take.
func blocks(c int) int { return (c + Lanes - 1) / Lanes }

// filler writes normalised images in the blocked layout.
type filler struct {
	c, h, w int
	table   [][256]float32 // [C], normalised value of each pixel value
}

// size returns the floats of one image in the blocked layout.
func (f *filler) size() int { return blocks(f.c) * f.h * f.w * Lanes }

// image writes the view v of src, [C][H][W], to dst,
// [ceil(C/16)][H][W][16]. Lanes beyond C are left as they are.
func (f *filler) image(dst []float32, src []uint8, v view) {
	plane := f.h * f.w
	for y := range f.h {
		for c := range f.c {
			out := dst[(c/Lanes*plane+y*f.w)*Lanes+c%Lanes:]
			if sy := y + v.top; sy < 0 || sy >= f.h {
				f.blankRow(out, &f.table[c])
			} else {
				f.row(out, src[c*plane+sy*f.w:][:f.w], &f.table[c], v)
			}
		}
	}
}

// blankRow writes a row of zero pixels to every 16th float of out.
func (f *filler) blankRow(out []float32, table *[256]float32) {
	for x := range f.w {
		out[x*Lanes] = table[0]
	}
}

// row writes one row of a view to every 16th float of out.
func (f *filler) row(out []float32, src []uint8, table *[256]float32, v view) {
	from, step := v.left, 1
	if v.mirror {
		from, step = v.left+f.w-1, -1
	}
	for x := range f.w {
		value := table[0]
		if uint(from) < uint(len(src)) {
			value = table[src[from]]
		}
		out[x*Lanes] = value
		from += step
	}
}
