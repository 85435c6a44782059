// SPDX-License-Identifier: Apache-2.0

package fconv

import "github.com/e2train/e2train/driver/conv"

// lanes is the number of channels of one block.
const lanes = conv.HostBlock

// Conv computes the passes of one convolution. All but SetWeights may be called by several goroutines at the same time,
// for different images. Slices must have the lengths that the shape gives, or the methods panic.
type Conv interface {
	// SetWeights takes the weights for the passes that follow; w may change afterwards.
	SetWeights(w []float32)
	// KeptLen returns how many values BackwardWeights needs of one image of the input.
	KeptLen() int
	// Forward computes the output of an image x. Unless kept is nil it stores there what BackwardWeights needs of x.
	Forward(y, x, kept []float32)
	// BackwardData computes the gradient of an input from that of its output.
	BackwardData(dx, dy []float32)
	// SumsLen returns the length of a gradient of the weights in the order of this Conv.
	SumsLen() int
	// BackwardWeights adds to sums the gradient of the weights over an image, from what Forward kept of its input and the
	// gradient of its output.
	BackwardWeights(sums, kept, dy []float32)
	// Gradient stores sums in the order of the weights.
	Gradient(dw, sums []float32)
}

// New returns what computes the convolution s, of which Batch is ignored, as fast as this processor can. An error says that the
// environment variable E2TRAIN_KERNELS names kernels that there are not.
func New(s conv.Shape) (Conv, error) {
	m, available, err := chosen(fused)
	switch {
	case err != nil:
		return nil, err
	case available:
		return newDirect(s, m.of(s)), nil
	case s.Depthwise:
		return newDirect(s, portable.of(s)), nil
	}
	return newMatrix(s), nil
}

// NewReproducible returns what computes s with the same bits on every processor. The error is that of New.
func NewReproducible(s conv.Shape) (Conv, error) {
	m, available, err := chosen(rounded)
	if err != nil {
		return nil, err
	}
	if !available {
		m = portable
	}
	return newDirect(s, m.of(s)), nil
}

// imageLen returns the number of values of one image.
func imageLen(channels, height, width int) int { return conv.Blocks(channels) * height * width * lanes }

// share returns the size of the fewest pieces of at most most that n falls into, nearly equal ones.
func share(n, most int) int {
	pieces := (n + most - 1) / most
	return (n + pieces - 1) / pieces
}
