// SPDX-License-Identifier: Apache-2.0

package data

import "fmt"

// Augment describes the random changes made to training images. The zero
// value makes none.
type Augment struct {
	Pad  int  // zero pixels put on each side before a crop to the old size; 0 to min(H, W)
	Flip bool // mirror left and right with probability 1/2
}

// StandardAugment returns the recipe of the E2-Train paper for CIFAR: pad by 4
// zero pixels, crop at random to the original size, flip with probability 1/2.
func StandardAugment() Augment { return Augment{Pad: 4, Flip: true} }

// view is where in a source image the output image begins, which may lie
// outside it, and whether it is mirrored.
type view struct {
	top, left int // row and column of the source that land at 0,0 before mirroring
	mirror    bool
}

// draw decides the view of the image at index. It depends on its arguments
// only. Offsets are uniform over the 2·Pad+1 positions in each direction.
func (a Augment) draw(seed uint64, epoch int, index int32) view {
	if a == (Augment{}) {
		return view{}
	}
	r := random(seed, streamAugment, uint64(epoch), uint64(index))
	positions := 2*a.Pad + 1
	return view{
		top:    below(r&^(1<<32-1), positions) - a.Pad,
		left:   below(r<<32&^(1<<33-1), positions) - a.Pad,
		mirror: a.Flip && r&1 == 1,
	}
}

// check refuses padding that cannot be of use to images of h×w.
func (a Augment) check(h, w int) error {
	if a.Pad < 0 || a.Pad > min(h, w) {
		return fmt.Errorf("%w: padding %d for images of %d×%d", ErrConfig, a.Pad, h, w)
	}
	return nil
}
