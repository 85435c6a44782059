// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"fmt"

	"github.com/e2train/e2train/driver/conv"
)

// Lanes is the number of channels of one block of a tensor.
const Lanes = conv.HostBlock

// Tensor is N images of C channels of H x W float32 values, laid out [N][ceil(C/16)][H][W][16]. The lanes of the last
// block that hold no channel are zero: everything in this package keeps them so.
//
// One image's share of one block, H*W*16 values, is a plane: the unit of work and of summation.
//
// A selection ([Activation.Select], [Gradient.Select]) is some images of another tensor: it shares that one's Data, in which it has
// its own images at other places. Its planes are where Plane says.
type Tensor struct {
	N, C, H, W int
	Data       []float32

	images []int // of a selection: the number in Data of each image
}

// NewTensor returns a zero tensor. Dimensions below one are an error that wraps [ErrShape].
func NewTensor(n, c, h, w int) (*Tensor, error) {
	if min(n, c, h, w) < 1 {
		return nil, fmt.Errorf("tensor %dx%dx%dx%d: %w", n, c, h, w, ErrShape)
	}
	t := new(Tensor)
	t.Resize(n, c, h, w)
	return t, nil
}

// Resize gives t another shape, keeping its memory where that is large enough. The contents are then undefined, padded
// lanes included: the next writer writes every element. Dimensions must be positive.
func (t *Tensor) Resize(n, c, h, w int) {
	t.N, t.C, t.H, t.W, t.images = n, c, h, w, nil
	t.Data = grow(t.Data, n*conv.Blocks(c)*h*w*Lanes)
}

// Planes returns the number of planes, N * ceil(C/16).
func (t *Tensor) Planes() int { return t.N * conv.Blocks(t.C) }

// PlaneLen returns the number of values of one plane, H*W*16.
func (t *Tensor) PlaneLen() int { return t.H * t.W * Lanes }

// Len returns the number of values, padded lanes included.
func (t *Tensor) Len() int { return t.Planes() * t.PlaneLen() }

// Plane returns plane p, block p % ceil(C/16) of image p / ceil(C/16). But for selections, that is the order of memory.
func (t *Tensor) Plane(p int) []float32 {
	n := t.PlaneLen()
	if t.images != nil {
		blocks := conv.Blocks(t.C)
		p = t.images[p/blocks]*blocks + p%blocks
	}
	return t.Data[p*n : (p+1)*n : (p+1)*n]
}

// At returns the value of channel c of image n at row y, column x.
func (t *Tensor) At(n, c, y, x int) float32 { return t.Data[t.index(n, c, y, x)] }

// Set sets the value of channel c of image n at row y, column x.
func (t *Tensor) Set(n, c, y, x int, v float32) { t.Data[t.index(n, c, y, x)] = v }

func (t *Tensor) index(n, c, y, x int) int {
	return (((n*conv.Blocks(t.C)+c/Lanes)*t.H+y)*t.W+x)*Lanes + c%Lanes
}

// SetImage stores an image given as [C][H][W], the order of image files, as image n of t, padded lanes zeroed.
// A slice of another length than C*H*W, or an image outside the tensor, is an error that wraps [ErrShape].
func (t *Tensor) SetImage(n int, chw []float32) error {
	pixels := t.H * t.W
	if n < 0 || n >= t.N || len(chw) != t.C*pixels {
		return fmt.Errorf("set image %d of %s from %d values: %w", n, t, len(chw), ErrShape)
	}
	blocks := conv.Blocks(t.C)
	image := t.Data[n*blocks*pixels*Lanes : (n+1)*blocks*pixels*Lanes]
	clear(image)
	for c := range t.C {
		dst := image[c/Lanes*pixels*Lanes+c%Lanes:]
		for i, v := range chw[c*pixels : (c+1)*pixels] {
			dst[i*Lanes] = v
		}
	}
	return nil
}

// selection returns the given images of t, which is no selection itself.
func (t *Tensor) selection(images []int) Tensor {
	return Tensor{N: len(images), C: t.C, H: t.H, W: t.W, Data: t.Data, images: images}
}

// String returns the tensor's shape.
func (t *Tensor) String() string { return fmt.Sprintf("%dx%dx%dx%d", t.N, t.C, t.H, t.W) }

func (t *Tensor) hasShape(n, c, h, w int) bool { return t.N == n && t.C == c && t.H == h && t.W == w }

func (t *Tensor) sameShape(u *Tensor) bool { return t.hasShape(u.N, u.C, u.H, u.W) }

// grow returns a slice of n elements that reuses s where its capacity allows.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
