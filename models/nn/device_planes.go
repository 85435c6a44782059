// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"

	"github.com/e2train/e2train/driver/conv"
)

// forward has the runner hand over its results plane by plane, while the device's memory is at hand, if it can do that.
func (e *DeviceEngine) forward(ctx context.Context, s conv.Shape, x conv.Activations, w []int8, shift uint, take conv.PlaneFunc) (conv.Report, error) {
	if r, ok := e.runner.(conv.PlaneRunner); ok {
		return r.ForwardPlanes(ctx, s, x, w, shift, take)
	}
	e.results = grow(e.results, s.OutputLen())
	report, err := e.runner.Forward(ctx, s, x, w, shift, e.results)
	if err == nil && !report.Saturated {
		e.handOver(s.OutH()*s.OutW()*Lanes, take)
	}
	return report, err
}

// backwardData does the same for the gradient of the input, from e.gradient.
func (e *DeviceEngine) backwardData(ctx context.Context, s conv.Shape, w []int8, shift uint, take conv.PlaneFunc) (conv.Report, error) {
	if r, ok := e.runner.(conv.PlaneRunner); ok {
		return r.BackwardDataPlanes(ctx, s, e.gradient, w, shift, take)
	}
	e.results = grow(e.results, s.InputLen())
	report, err := e.runner.BackwardData(ctx, s, e.gradient, w, shift, e.results)
	if err == nil && !report.Saturated {
		e.handOver(s.InH*s.InW*Lanes, take)
	}
	return report, err
}

// handOver gives take every plane of n results, on several threads.
func (e *DeviceEngine) handOver(n int, take conv.PlaneFunc) {
	eachOf(len(e.results)/n, n, func(p int) { take(p, e.results[p*n:(p+1)*n]) })
}
