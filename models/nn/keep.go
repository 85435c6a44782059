// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/driver/conv"

// A layer's quantised input is read again by the backward pass of a training step, and its output gradient by two passes. Engines
// tell of both, so that they can stay in device memory.

// keepIf says that a layer's input, just made, will be read again, or that what it was before is gone. k may be nil.
func keepIf(train bool, k conv.Keeper, input any) {
	switch {
	case k == nil:
	case train:
		k.Keep(input)
	default:
		k.Release(input)
	}
}

// keepDuring says that an output gradient will be read until the returned function is called, and the layer's input no longer than
// that. k may be nil.
func keepDuring(k conv.Keeper, gradient, input any) (done func()) {
	if k == nil {
		return func() {}
	}
	k.Keep(gradient)
	return func() {
		k.Release(gradient)
		k.Release(input)
	}
}
