// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/sim/workers"
)

// PlaneRunner is what a Runner may offer besides: results that are handed over plane by plane, where the device left them
// if that can be. Whoever converts them reads them there, and no tensor of integers is written in between. Everything else
// is as for Runner.
type PlaneRunner interface {
	ForwardPlanes(ctx context.Context, s Shape, x Activations, w []int8, shift uint, take PlaneFunc) (Report, error)
	BackwardDataPlanes(ctx context.Context, s Shape, g []int16, w []int8, shift uint, take PlaneFunc) (Report, error)
}

// PlaneFunc gets the values of a plane of a result, [H][W][16]: block plane%blocks of image plane/blocks. It is called once
// for each plane, from several goroutines, and must neither change the values nor keep the slice. Planes of a pass that
// fails or saturates may have been handed over before.
type PlaneFunc func(plane int, values []int32)

var _ PlaneRunner = (*Convolver)(nil)

// ForwardPlanes implements PlaneRunner.
func (c *Convolver) ForwardPlanes(ctx context.Context, s Shape, x Activations, w []int8, shift uint, take PlaneFunc) (Report, error) {
	if err := checkOperands(s, shift, len(x.Codes) == s.InputLen(), len(w) == s.WeightLen(), take != nil); err != nil {
		return Report{}, fmt.Errorf("forward: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	run := &layerRun{Convolver: c, shape: s, pass: Forward, shift: shift, planes: take, x: x, w: w, names: operandsOf(x.Codes, nil)}
	return run.forward(ctx)
}

// BackwardDataPlanes implements PlaneRunner.
func (c *Convolver) BackwardDataPlanes(ctx context.Context, s Shape, g []int16, w []int8, shift uint, take PlaneFunc) (Report, error) {
	if err := checkOperands(s, shift, len(g) == s.OutputLen(), len(w) == s.WeightLen(), take != nil); err != nil {
		return Report{}, fmt.Errorf("backward_data: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	run := &layerRun{Convolver: c, shape: s, pass: BackwardData, shift: shift, planes: take, g: g, w: w, names: operandsOf(nil, g)}
	return run.all(ctx)
}

// gather prepares for results that are to be handed over: the plan tells whether the device leaves whole planes as the host
// has them, or whether the planes have to be put together first.
func (r *layerRun) gather(plan *layerPlan) {
	r.direct = !plan.raw
	for i := range plan.jobs {
		box := r.resultBox(&plan.jobs[i])
		r.direct = r.direct && box.lanes == HostBlock && box.y1-box.y0 == box.height
	}
	if !r.direct {
		r.gathered = resized(r.gathered, r.resultLen())
		r.result = r.gathered
	}
}

// resultLen returns the length of the pass's result tensor.
func (r *layerRun) resultLen() int {
	if r.pass == BackwardData {
		return r.shape.InputLen()
	}
	return r.shape.OutputLen()
}

// resultBox returns the place of a job's result in the host's tensor.
func (r *layerRun) resultBox(j *job) hostTensor {
	if r.pass == BackwardData {
		return r.inputBox(j, j.y0, j.y1)
	}
	return r.gradBox(j, j.y0, j.y1)
}

// handOver hands over a job's result.
func (r *layerRun) handOver(box hostTensor, values []int32) {
	blocks, n := box.block1-box.block0, box.height*box.width*HostBlock
	eachPlane((box.n1-box.n0)*blocks, n, func(i int) {
		r.planes((box.n0+i/blocks)*box.blocks+box.block0+i%blocks, values[i*n:(i+1)*n])
	})
}

// pieceLen is the number of values that is worth handing to another thread.
const pieceLen = 8192

// eachPlane calls f for every one of a number of planes of n values, on several threads.
func eachPlane(planes, n int, f func(i int)) {
	group := max(1, pieceLen/n)
	workers.Do((planes+group-1)/group, func(k int) {
		for i := k * group; i < min((k+1)*group, planes); i++ {
			f(i)
		}
	})
}

// handOverGathered hands over the planes that had to be put together.
func (r *layerRun) handOverGathered() {
	n := r.shape.OutH() * r.shape.OutW() * HostBlock
	if r.pass == BackwardData {
		n = r.shape.InH * r.shape.InW * HostBlock
	}
	eachPlane(len(r.result)/n, n, func(p int) { r.planes(p, r.result[p*n:(p+1)*n]) })
}
