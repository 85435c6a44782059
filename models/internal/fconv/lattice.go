// SPDX-License-Identifier: Apache-2.0

package fconv

// lattice is pixels of a destination, rows x cols of them, each with the place in a frame where its window begins. The
// tables are those of one band of rows and hold for every band.
type lattice struct {
	rows, cols       int
	stride           int     // rows of the frame from one row to the next
	band             int     // rows of the tables
	from, to         []int32 // offset of each pixel of a band, in the frame and in the destination
	first            int     // offset of the first pixel in the destination
	fromRow, nextRow int     // from one row to the next, in the frame and in the destination
}

// line is one dimension of a lattice: destination pixels first, first+step, ..., count of them, whose windows are stride
// apart.
type line struct{ count, first, step, stride int }

// maxBand is about how many pixels a band has: enough for the inner loop not to be interrupted often, few enough for
// its tables and results to stay in a cache.
const maxBand = 1024

// newLattice returns the lattice of two lines in a frame and a destination of some columns.
func newLattice(y, x line, frameCols, cols int) lattice {
	l := lattice{
		rows: y.count, cols: x.count, stride: y.stride,
		band:    share(y.count, max(1, maxBand/x.count)),
		first:   (y.first*cols + x.first) * lanes,
		fromRow: y.stride * frameCols * lanes,
		nextRow: y.step * cols * lanes,
	}
	for r := range l.band {
		for c := range l.cols {
			l.from = append(l.from, int32(r*l.fromRow+c*x.stride*lanes))
			l.to = append(l.to, int32(r*l.nextRow+c*x.step*lanes))
		}
	}
	return l
}

// eachBand calls f for every band of some rows, with its number of pixels and its offsets in the frame and in the
// destination.
func (l *lattice) eachBand(first, end int, f func(pixels, from, to int)) {
	for row := first; row < end; row += l.band {
		f(min(l.band, end-row)*l.cols, row*l.fromRow, l.first+row*l.nextRow)
	}
}
