// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/trace"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Options says what to profile. The images are noise: without PSG time does not depend on them.
type Options struct {
	Model                   string
	Device                  string // address
	Batch                   int
	Channels, Height, Width int
	Classes                 int
	PSG                     recipe.PSG // predictive sign gradients, if on; of schedules the first values count
	Trace                   string     // file for a trace of every instruction, empty for none
}

// Report is a profiled training step.
type Report struct {
	Model    string  `json:"model"`
	Device   string  `json:"device"`
	Kind     string  `json:"kind"`
	Batch    int     `json:"batch"`
	Loss     float64 `json:"loss"`
	HostMACs int64   `json:"host_conv_macs,omitzero"` // of convolutions that stay in float32 on the host, which have no rows
	Rows     []Row   `json:"rows"`
	Total    Row     `json:"total"`
	Roofline Roof    `json:"roofline"`
	Links    *Links  `json:"links,omitempty"`
	Signs    *Signs  `json:"predictive_sign_gradients,omitempty"`

	config isa.Config
	clock  int // of the device
}

// Run profiles one training step: forward, loss and backward of one mini-batch. With PSG the plain step runs before it,
// untraced, for comparison.
func Run(ctx context.Context, o Options) (*Report, error) {
	report, err := run(ctx, &o)
	if err != nil {
		return nil, fmt.Errorf("profile %s on %s: %w", o.Model, o.Device, err)
	}
	return report, nil
}

func run(ctx context.Context, o *Options) (*Report, error) {
	device, err := driver.Open(o.Device)
	if err != nil {
		return nil, err
	}
	defer device.Close()
	info := device.Info()
	if info.Kind == driver.KindBaseline {
		return runBaseline(ctx, o, &info)
	}
	runner, err := conv.New(device)
	if err != nil {
		return nil, err
	}
	defer runner.Close()
	if err := o.PSG.Fits(info.Config.Lanes); err != nil {
		return nil, err
	}
	report := &Report{Model: o.Model, Device: o.Device, Kind: string(info.Kind), Batch: o.Batch, config: info.Config, clock: info.ClockHz}
	plain := newCollector(nil)
	if o.PSG.On {
		if err := new(Report).step(ctx, o, nn.NewDeviceEngine(runner, plain.observe)); err != nil {
			return nil, err
		}
	}
	done, err := report.measure(ctx, o, device, runner)
	if err != nil {
		return nil, err
	}
	return report, report.fill(o, done.rows, plain.only(conv.BackwardWeights), done.signs)
}

// measure runs the step that is profiled, and traces it if asked to.
func (r *Report) measure(ctx context.Context, o *Options, device driver.Device, runner *conv.Convolver) (*collector, error) {
	if o.Trace == "" {
		c := newCollector(nil)
		return c, r.stepInto(ctx, o, runner, c)
	}
	t, err := trace.Start(device, o.Trace)
	if err != nil {
		return nil, err
	}
	c := newCollector(t)
	if err := r.stepInto(ctx, o, runner, c); err != nil {
		t.Abort()
		return nil, err
	}
	return c, t.Close()
}

// stepInto runs the step that is profiled into c.
func (r *Report) stepInto(ctx context.Context, o *Options, runner *conv.Convolver, c *collector) error {
	return r.step(ctx, o, o.engine(runner, c.observe, c.observeSigns))
}

// engine returns what computes the convolutions of the step.
func (o *Options) engine(runner *conv.Convolver, observe nn.Observer, observeSigns nn.SignObserver) nn.Engine {
	if !o.PSG.On {
		return nn.NewDeviceEngine(runner, observe)
	}
	signs := nn.SignOptions{Beta: o.PSG.Threshold.At(0), SkipLimit: uint16(o.PSG.SkipLimit.WholeAt(0)), FillSign: o.PSG.FillSign}
	return nn.NewSignEngine(runner, signs, observe, observeSigns)
}

// Step runs the step of the options on a runner and tells the observer of every pass.
func Step(ctx context.Context, o *Options, runner *conv.Convolver, observe nn.Observer) error {
	return new(Report).step(ctx, o, o.engine(runner, observe, nil))
}

// fill computes the rows, the total, the roofline and, of a step with signs, the comparison with the plain one.
func (r *Report) fill(o *Options, passes, plain []collected, signs map[string]conv.PSGReport) error {
	profile, err := energy.ForConfig(r.config.Name)
	if err != nil {
		return err
	}
	rower := &rower{&r.config, profile}
	if r.Rows, r.Total, err = rower.rows(passes); err != nil {
		return err
	}
	r.Roofline = NewRoof(&r.config)
	if r.clock > 0 {
		r.Links = newLinks(passes, r.clock)
	}
	if !o.PSG.On {
		return nil
	}
	before, _, err := rower.rows(plain)
	r.Signs = newSigns(o, r.config.Lanes, r.Rows, before, signs)
	return err
}

// step runs forward, loss and backward of a new network on noise and notes the loss and what the host convolves.
func (r *Report) step(ctx context.Context, o *Options, engine nn.Engine) error {
	net, err := models.New(o.Model, models.Config{
		InChannels: o.Channels, Height: o.Height, Width: o.Width, Classes: o.Classes, Engine: engine, Seed: 1,
	})
	if err != nil {
		return err
	}
	x, err := noise(o)
	if err != nil {
		return err
	}
	labels := make([]int, o.Batch)
	for i := range labels {
		labels[i] = i % o.Classes
	}
	logits, err := net.Forward(ctx, x, true)
	if err != nil {
		return err
	}
	gradient, err := nn.NewTensor(o.Batch, o.Classes, 1, 1)
	if err != nil {
		return err
	}
	result, err := nn.SoftmaxCrossEntropy(logits, labels, gradient, net.Ops())
	if err != nil {
		return err
	}
	if err := net.Backward(ctx, gradient); err != nil {
		return err
	}
	r.Loss, r.HostMACs = result.Loss, net.Ops()[nn.OpConvMACs]
	return nil
}

// noise returns images of numbers between -1 and 1, always the same.
func noise(o *Options) (*nn.Tensor, error) {
	x, err := nn.NewTensor(o.Batch, o.Channels, o.Height, o.Width)
	if err != nil {
		return nil, err
	}
	state := uint32(1)
	for n := range o.Batch {
		for c := range o.Channels {
			for h := range o.Height {
				for w := range o.Width {
					state = state*1664525 + 1013904223
					x.Set(n, c, h, w, float32(float32(state>>16)/32768)-1)
				}
			}
		}
	}
	return x, nil
}
