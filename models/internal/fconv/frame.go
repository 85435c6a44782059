// SPDX-License-Identifier: Apache-2.0

package fconv

import "github.com/e2train/e2train/driver/conv"

// frame is where an image lies between columns of zeros, so that every window is inside sideways. Rows above and below
// the image are not there: windows leave them out.
type frame struct {
	blocks        int // of 16 channels
	height, width int // of the image
	left          int // columns before the image
	cols          int // of the frame, the image's included
}

// newFrame returns the frame of an image whose windows reach over some columns.
func newFrame(channels, height, width int, x reach) frame {
	return frame{
		blocks: conv.Blocks(channels), height: height, width: width,
		left: -x.first, cols: max(x.end, width) - x.first,
	}
}

// plane returns the number of values of one block.
func (f frame) plane() int { return f.height * f.cols * lanes }

// len returns the number of values.
func (f frame) len() int { return f.blocks * f.plane() }

// bare reports whether the frame is the image alone.
func (f frame) bare() bool { return f.cols == f.width }

// fill writes the frame of an image.
func (f frame) fill(dst, image []float32) {
	row, left, n := f.cols*lanes, f.left*lanes, f.width*lanes
	for r := range f.blocks * f.height {
		to := dst[r*row : (r+1)*row]
		clear(to[:left])
		copy(to[left:], image[r*n:(r+1)*n])
		clear(to[left+n:])
	}
}
