// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"context"
	"fmt"
	"sync"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/kernel"
)

// Convolver runs convolutions on a device. A layer's pass is planned once and remembered. Methods may be called from
// several goroutines; they run one at a time.
type Convolver struct {
	device  driver.Device
	config  isa.Config
	kernels *kernel.Set
	limit   int64 // bytes of device memory

	mu       sync.Mutex
	plans    map[planKey]*layerPlan
	memory   arena
	kept     residence
	sums     []int64 // parts of sums, when a reduction is cut
	folded   []byte  // input of a folded layer
	gathered []int32 // planes that have to be put together before they are handed over
	top      []int16 // the predictor's gradients
}

type planKey struct {
	shape  Shape
	pass   Pass
	signed bool
	fill   bool // PSGMasked: skipped tiles take the predicted sign
}

var _ Runner = (*Convolver)(nil)

// New returns a Convolver on a device that runs programs. It does not own the device. Errors wrap those of RunsPrograms, or
// are those of [kernel.Default]: some of the host's work on operands is done by kernels.
func New(device driver.Device) (*Convolver, error) {
	info := device.Info()
	if err := info.Kind.RunsPrograms(); err != nil {
		return nil, fmt.Errorf("convolutions on %s: %w", info.Address, err)
	}
	kernels, err := kernel.Default()
	if err != nil {
		return nil, fmt.Errorf("convolutions on %s: %w", info.Address, err)
	}
	return &Convolver{
		device: device, config: info.Config, kernels: kernels, limit: info.Memory, plans: map[planKey]*layerPlan{},
		memory: arena{device: device}, kept: newResidence(info.Memory),
	}, nil
}

// Close releases the device memory that the Convolver holds.
func (c *Convolver) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept.lost()
	return c.memory.free()
}

// Forward implements Runner.
func (c *Convolver) Forward(ctx context.Context, s Shape, x Activations, w []int8, shift uint, y []int32) (Report, error) {
	if err := checkOperands(s, shift, len(x.Codes) == s.InputLen(), len(w) == s.WeightLen(), len(y) == s.OutputLen()); err != nil {
		return Report{}, fmt.Errorf("forward: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	run := &layerRun{Convolver: c, shape: s, pass: Forward, shift: shift, result: y, x: x, w: w, names: operandsOf(x.Codes, nil)}
	return run.forward(ctx)
}

// BackwardData implements Runner.
func (c *Convolver) BackwardData(ctx context.Context, s Shape, g []int16, w []int8, shift uint, dx []int32) (Report, error) {
	if err := checkOperands(s, shift, len(g) == s.OutputLen(), len(w) == s.WeightLen(), len(dx) == s.InputLen()); err != nil {
		return Report{}, fmt.Errorf("backward_data: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	run := &layerRun{Convolver: c, shape: s, pass: BackwardData, shift: shift, result: dx, g: g, w: w, names: operandsOf(nil, g)}
	return run.all(ctx)
}

// BackwardWeights implements Runner.
func (c *Convolver) BackwardWeights(ctx context.Context, s Shape, x Activations, g []int16, shift uint, dw []int32) (Report, error) {
	if err := checkOperands(s, shift, len(x.Codes) == s.InputLen(), len(g) == s.OutputLen(), len(dw) == s.WeightLen()); err != nil {
		return Report{}, fmt.Errorf("backward_weights: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	run := &layerRun{Convolver: c, shape: s, pass: BackwardWeights, shift: shift, result: dw, x: x, g: g, names: operandsOf(x.Codes, g)}
	f, worth := fold(s, c.config.Lanes)
	if !worth {
		return run.all(ctx)
	}
	run.foldInput(f)
	run.result = make([]int32, len(dw))
	report, err := run.all(ctx)
	f.eachWeight(func(from, to int) { dw[from] = run.result[to] })
	return report, err
}

// plan returns the plan of a pass, made on first use.
func (c *Convolver) plan(key planKey) (*layerPlan, error) {
	if p, known := c.plans[key]; known {
		return p, nil
	}
	p, err := decompose(&c.config, c.limit, key)
	if err != nil {
		return nil, err
	}
	c.plans[key] = p
	return p, nil
}

// layerRun is one pass of one layer on its way through the device.
type layerRun struct {
	*Convolver
	shape  Shape
	pass   Pass
	shift  uint
	result []int32
	planes PlaneFunc // takes the result in place of result if not nil
	direct bool      // the device leaves whole planes
	x      Activations
	g      []int16
	w      []int8
	names  Operands // of x and g, before anything was folded or rounded
	psg    psgRun
	report Report
}

// forward runs a forward pass, folded if that is worth it.
func (r *layerRun) forward(ctx context.Context) (Report, error) {
	if f, worth := fold(r.shape, r.config.Lanes); worth {
		r.foldInput(f)
		w := r.w
		r.w = make([]int8, len(w))
		f.eachWeight(func(from, to int) { r.w[to] = w[from] })
	}
	return r.all(ctx)
}

// foldInput replaces shape and input by the folded ones.
func (r *layerRun) foldInput(f folding) {
	r.folded = resized(r.folded, f.to.InputLen())
	f.activations(r.folded, r.x)
	r.shape, r.x.Codes = f.to, r.folded
	r.report.Folded = int64(len(r.folded))
}

// all runs every job of the pass.
func (r *layerRun) all(ctx context.Context) (Report, error) {
	plan, err := r.plan(planKey{shape: r.shape, pass: r.pass, signed: r.x.Signed})
	if err != nil {
		return Report{}, err
	}
	if r.planes != nil {
		r.gather(plan)
	}
	if plan.raw {
		r.sums = resized(r.sums, len(r.result))
		clear(r.sums)
	}
	if r.config.Lanes != HostBlock {
		clear(r.result) // the device's blocks may not reach all channels of the host's last block
	}
	if err := r.jobs(ctx, plan, isa.Params{Shift: uint8(r.shift)}); err != nil {
		return r.report, err
	}
	if plan.raw {
		r.report.Saturated = roundInto(r.result, r.sums, r.shift)
	}
	if r.planes != nil && !r.direct {
		r.handOverGathered()
	}
	return r.report, nil
}

// jobs runs every job of a plan.
func (r *layerRun) jobs(ctx context.Context, plan *layerPlan, params isa.Params) error {
	r.report.MACs = r.shape.MACs()
	for i := range plan.jobs {
		if err := r.job(ctx, &plan.jobs[i], plan.raw, params); err != nil {
			return fmt.Errorf("%v of %v on %s: %w", r.pass, r.shape, r.device.Info().Address, err)
		}
	}
	return nil
}

// job moves the operands of one job to the device, those that are not there yet, launches it, and takes its result.
func (r *layerRun) job(ctx context.Context, j *job, raw bool, params isa.Params) error {
	p := r.kept.place(j, r.pass, &r.names)
	err := r.launch(ctx, j, &p, params)
	if err == nil {
		err = r.memory.read(p.at[baseOutput], j.sizes[baseOutput], func(src []byte) { r.take(j, raw, src) })
	}
	if err != nil {
		r.kept.lost()
	}
	return err
}

// launch moves the operands of a job and launches it.
func (r *layerRun) launch(ctx context.Context, j *job, p *placement, params isa.Params) error {
	if err := r.memory.reserve(p.end, r.kept.limit, r.kept.pieces); err != nil {
		return err
	}
	for base, size := range j.sizes {
		if size == 0 || base == baseOutput || p.there[base] {
			continue
		}
		if err := r.memory.write(p.at[base], size, func(dst []byte) { r.operand(j, base, dst) }); err != nil {
			return err
		}
	}
	activity, err := r.device.Launch(ctx, driver.Program{Code: j.code, Bases: r.memory.regions(j, p), Params: params})
	if err != nil {
		return err
	}
	done := j.moved(p)
	done.Counters, done.Saturated = activity.Counters, activity.Saturated
	r.report.Add(&done)
	return nil
}

// operand writes the part of an operand that a job needs, in the device's layout.
func (r *layerRun) operand(j *job, base int, dst []byte) {
	switch {
	case base == baseWeights:
		packWeights(dst, r.shape, r.config.Lanes, j, r.pass == BackwardData, r.w)
	case base == baseMask:
		r.putPredicted(dst, j)
	case base == baseGrad:
		r.putGradients(dst, r.gradBox(j, j.y0, j.y1))
	case r.pass == BackwardData:
		r.putGradients(dst, r.gradBox(j, j.s0, j.s1))
	case r.pass == PSGPredict:
		(&nibblePacker{r.kernels, r.psg.packing, r.x, r.inputBox(j, j.s0, j.s1)}).put(dst)
	default:
		r.putActivations(dst, r.inputBox(j, j.s0, j.s1))
	}
}

func (r *layerRun) inputBox(j *job, y0, y1 int) hostTensor {
	s := r.shape
	return newHostTensor(r.config.Lanes, s.InC, s.InH, s.InW, j.n0, j.n1, j.in0, j.in1, y0, y1)
}

func (r *layerRun) gradBox(j *job, y0, y1 int) hostTensor {
	s := r.shape
	return newHostTensor(r.config.Lanes, s.OutC, s.OutH(), s.OutW(), j.n0, j.n1, j.out0, j.out1, y0, y1)
}

func (r *layerRun) putActivations(dst []byte, t hostTensor) {
	t.eachRun(func(host, device, n int) { copy(dst[device:device+n], r.x.Codes[host:host+n]) })
}

func (r *layerRun) putGradients(dst []byte, t hostTensor) {
	t.eachRun(func(host, device, n int) { putInt16s(dst[2*device:2*(device+n)], r.g[host:host+n]) })
}

// take brings the result of a job to where it belongs: into the host's tensor, or added to its sums.
func (r *layerRun) take(j *job, raw bool, src []byte) {
	if r.pass >= PSGPredict {
		r.takePSG(j, raw, src)
		return
	}
	if r.pass == BackwardWeights {
		eachGradient(r.shape, r.config.Lanes, j, packNone, func(run gradientRun) {
			if raw {
				addRun(run, r.sums, src)
			} else {
				getRun(run, r.result, src)
			}
		})
		return
	}
	box := r.resultBox(j)
	if r.direct {
		r.handOver(box, int32s(src))
		return
	}
	box.eachRun(func(host, device, n int) {
		if raw {
			addInt64s(r.sums[host:host+n], src[8*device:8*(device+n)])
		} else {
			getInt32s(r.result[host:host+n], src[4*device:4*(device+n)])
		}
	})
}

// resized returns a slice of length n, with the storage of s if that is enough.
func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
