// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/plane"
)

const (
	normEpsilon  = 1e-5
	normMomentum = 0.1 // of the new value in running statistics
)

// BatchNorm normalises each channel over the batch and its pixels, scales and shifts it, and then optionally adds a
// shortcut and applies ReLU. It owns the tensor it normalises: a convolution writes it, with its moments, and backward
// reads it again.
//
// With y the input, m the number of pixels of a channel in the batch, and mean and variance (biased) of those in
// training, or running statistics otherwise:
//
//	invStd = 1/sqrt(variance + 1e-5)
//	out    = ReLU(a*y + b + shortcut)    a = gamma*invStd, b = beta - mean*a    (ReLU and shortcut if there are any)
//
// The running variance takes the unbiased one, m/(m-1) times the variance; a single pixel counts as it is. Statistics
// and coefficients are computed in float64, per channel, from sums whose planes are added in image order; the
// coefficients are rounded to float32 once, b from the rounded a.
type BatchNorm struct {
	Name        string
	Gamma, Beta *Param
	// State of the network, one value per channel.
	RunningMean, RunningVar []float32
	// Pool has Forward compute the means of what it writes, for [Activation.Means].
	Pool bool
	// Survival is the factor of a*y + b outside training: the probability that in training this layer is not skipped.
	Survival float32

	relu    bool
	ops     *Ops
	y       Tensor
	moments Moments
	mask    []byte // of ReLU: a bit for each value of y

	comparing bool        // the next gradient's effects are asked for
	against   *Activation // what would be the output without this layer
	open      []bool      // per image, nil for all: its gradient counts
	effects   []float64   // per plane
	averaging bool
	averaged  int // images that the running statistics are the means over

	mean, invStd []float64            // per channel
	a, b, c      []plane.Coefficients // per block
	first        []float64            // per channel: combined moments
	second       []float64
	trained      bool // y, mask, mean and invStd are of a training forward
	absorbed     bool // moments hold the sums of the gradient that backward will get
}

// NewBatchNorm returns a layer of so many channels with gamma 1, beta 0, running mean 0 and running variance 1, which
// ends in ReLU or does not. Fewer than one channel is an error that wraps [ErrShape].
func NewBatchNorm(ws *Workspace, name string, channels int, relu bool) (*BatchNorm, error) {
	if channels < 1 {
		return nil, shapeError("layer %s: %d channels", name, channels)
	}
	l := &BatchNorm{
		Name: name, Gamma: newParam(name+".gamma", channels), Beta: newParam(name+".beta", channels),
		RunningMean: make([]float32, channels), RunningVar: make([]float32, channels),
		Survival: 1, relu: relu, ops: &ws.Ops,
		mean: make([]float64, channels), invStd: make([]float64, channels),
		first: make([]float64, channels), second: make([]float64, channels),
	}
	blocks := conv.Blocks(channels)
	l.a, l.b, l.c = make([]plane.Coefficients, blocks), make([]plane.Coefficients, blocks), make([]plane.Coefficients, blocks)
	fillConstant(l.Gamma.Value, 1)
	fillConstant(l.RunningVar, 1)
	return l, nil
}

// Input returns the tensor that the next Forward normalises, resized, for the layer before to write, and its moments,
// which in training must be those of what is written.
func (l *BatchNorm) Input(n, h, w int) (*Tensor, *Moments) {
	l.trained, l.absorbed = false, false
	l.y.Resize(n, len(l.mean), h, w)
	return &l.y, &l.moments
}

// Average says whether running statistics, from now on, are the means over all images that the layer sees in training, each
// batch counting as much as it has images, or move by a tenth towards each batch, as they do to begin with. A layer that sees
// nothing keeps them.
func (l *BatchNorm) Average(on bool) { l.averaging, l.averaged = on, 0 }

// momentum returns the weight of the batch in the running statistics.
func (l *BatchNorm) momentum() float64 {
	if !l.averaging {
		return normMomentum
	}
	l.averaged += l.y.N
	return float64(l.y.N) / float64(l.averaged)
}

// pixels returns the number of values of each channel.
func (l *BatchNorm) pixels() float64 { return float64(int64(l.y.N) * int64(l.y.H) * int64(l.y.W)) }

// combine adds the planes' moments, channel by channel, in image order.
func (l *BatchNorm) combine() {
	blocks := len(l.a)
	for c := range l.first {
		var first, second float64
		for p := c / Lanes; p < len(l.moments.First); p += blocks {
			first += l.moments.First[p][c%Lanes]
			second += l.moments.Second[p][c%Lanes]
		}
		l.first[c], l.second[c] = first, second
	}
}

// inverseStd returns 1/sqrt(variance + epsilon).
func inverseStd(variance float64) float64 { return 1 / math.Sqrt(variance+normEpsilon) }
