// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"
	"slices"
	"testing"
)

func TestSignGradients(t *testing.T) {
	nan := float32(math.NaN())
	gradient := []float32{2.5, -1e-30, 0, float32(math.Copysign(0, -1)), float32(math.Inf(1)), -3, nan}
	weight, other, float := newParam("w", len(gradient)), newParam("b", len(gradient)), newParam("f", len(gradient))
	weight.Conv, float.Conv, float.Float = true, true, true
	params := []*Param{weight, other, float}
	for _, p := range params {
		copy(p.Grad, gradient)
	}
	SignGradients(params)
	bits := func(x []float32) (list []uint32) {
		for _, v := range x {
			list = append(list, math.Float32bits(v))
		}
		return list
	}
	if want := []float32{1, -1, 0, 0, 1, -1, nan}; !slices.Equal(bits(weight.Grad), bits(want)) {
		t.Errorf("signs %v, want %v", weight.Grad, want)
	}
	for _, p := range params[1:] {
		if !slices.Equal(bits(p.Grad), bits(gradient)) {
			t.Errorf("the gradient of another parameter became %v", p.Grad)
		}
	}
}
