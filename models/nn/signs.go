// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"

	"github.com/e2train/e2train/driver/conv"
)

// SignRunner is what predictive sign gradients need of a device.
type SignRunner interface {
	conv.Runner
	conv.SignRunner
}

// SignOptions says how the gradients of convolution weights become signs: predictive sign gradients (PSG) of E2-Train
// (Wang et al., NeurIPS 2019). See [conv.SignRunner] for what is predicted and what a tile is.
type SignOptions struct {
	Beta      float64 // weights are decided by the predictor from tau = Beta * the layer's largest |p| on; the paper has 0.05
	SkipLimit uint16  // tiles with at most so many undecided weights are skipped; 0 is the method of the paper
	FillSign  bool    // undecided weights of skipped tiles take the predicted sign, else 0
}

// threshold returns tau for integers: |p| >= tau exactly if |p| >= ceil(tau). The product is rounded once. A tau of more
// than 32 bits becomes the largest one that a device can be told.
func (o *SignOptions) threshold(largest int64) uint32 {
	return uint32(min(math.Ceil(float64(o.Beta*float64(largest))), math.MaxUint32))
}

// SignObserver is told what PSG did to the weights of a layer, after the passes that it took were reported. check is nil
// unless [DeviceEngine.CheckSigns] asked for one. It is called like an [Observer].
type SignObserver func(layer string, r conv.PSGReport, check *SignCheck)

// SignCheck compares the predictor with the full gradients, the sums of x*g over the same quantised operands, rounded as
// plain training rounds them. It judges the weights that the predictor decided and whose full gradient is not zero; a sign
// is wrong if it is not that of the full gradient. (Rounding makes no wrong sign: what it leaves nonzero keeps its sign.)
type SignCheck struct {
	Judged int
	Wrong  int
}

// signs is what an engine with PSG has besides.
type signs struct {
	SignOptions
	runner   SignRunner
	observer SignObserver
	checking bool
	found    []int8 // of the weights of the layer in progress
}

// NewSignEngine returns a [DeviceEngine] whose backward passes give convolution weights the signs -1, 0 and 1 of their
// gradients, as PSG finds them, for gradients. Everything else is that of [NewDeviceEngine], input gradients included; both
// observers may be nil.
func NewSignEngine(r SignRunner, o SignOptions, observer Observer, signObserver SignObserver) *DeviceEngine {
	e := NewDeviceEngine(r, observer)
	e.signs = &signs{SignOptions: o, runner: r, observer: signObserver}
	return e
}

// SetSignOptions changes how later backward passes find signs. Without PSG it does nothing.
func (e *DeviceEngine) SetSignOptions(o SignOptions) {
	if e.signs != nil {
		e.signs.SignOptions = o
	}
}

// CheckSigns has backward passes compare the predictor with the full gradients until told otherwise. The full gradients
// are computed for this alone: results stay the same, and no observer is told of the passes and no host work counted.
// Without PSG there is nothing to check.
func (e *DeviceEngine) CheckSigns(check bool) {
	if e.signs != nil {
		e.signs.checking = check
	}
}
