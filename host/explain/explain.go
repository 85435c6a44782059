// SPDX-License-Identifier: Apache-2.0

package explain

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/profile"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/rtl/isa"
)

// Causes of errors about what is asked for, for errors.Is.
var (
	ErrLayer = errors.New("no such layer")
	ErrPass  = errors.New("no such pass")
)

// Options says what to explain.
type Options struct {
	Model                   string
	Layer                   string
	Pass                    string
	Device                  string // address
	Batch                   int
	Channels, Height, Width int
	Lines                   int // of assembly for each engine, 0 for all
}

// Report is an explained pass.
type Report struct {
	Model       string            `json:"model"`
	Layer       string            `json:"layer"`
	Pass        string            `json:"pass"`
	Device      string            `json:"device"`
	Kind        string            `json:"kind"`
	MACs        int64             `json:"macs"`
	Plan        *conv.Explanation `json:"plan"`
	Cycles      uint64            `json:"cycles"`
	Busy        uint64            `json:"tensor_busy_cycles"`
	Utilization float64           `json:"utilization"`
	Share       profile.Share     `json:"share_of_cycles"`
	Bound       string            `json:"bound"`
	Engines     []Engine          `json:"engines"`
	Assembly    []string          `json:"assembly"` // a program for each different launch

	config isa.Config
	lines  int
}

// classes is the number of classes of the network. No convolution depends on it.
const classes = 10

// Run plans the pass, runs it once on the device and says what happened. Operands are zero: time does not depend on them.
func Run(ctx context.Context, o Options) (*Report, error) {
	fail := func(err error) (*Report, error) {
		return nil, fmt.Errorf("explain %s of layer %q of %s on %s: %w", o.Pass, o.Layer, o.Model, o.Device, err)
	}
	layer, err := findLayer(&o)
	if err != nil {
		return fail(err)
	}
	pass, err := findPass(&o, layer)
	if err != nil {
		return fail(err)
	}
	device, err := driver.Open(o.Device)
	if err != nil {
		return fail(err)
	}
	defer device.Close()
	runner, err := conv.New(device)
	if err != nil {
		return fail(err)
	}
	defer runner.Close()
	info := device.Info()
	signed := pass != conv.BackwardData && !layer.NonNegative
	plan, err := conv.Explain(&info.Config, info.Memory, layer.Shape(o.Batch), pass, signed)
	if err != nil {
		return fail(err)
	}
	r := &Report{
		Model: o.Model, Layer: o.Layer, Pass: o.Pass, Device: o.Device, Kind: string(info.Kind), Plan: plan,
		config: info.Config, lines: o.Lines,
	}
	r.Assembly = assembly(plan, o.Lines)
	waits, err := waitsOf(device)
	if err != nil {
		return fail(err)
	}
	done, err := runOnZeros(ctx, runner, plan.Shape, pass, signed)
	if err != nil {
		return fail(err)
	}
	r.time(&done, waits)
	return r, nil
}

// findLayer returns the layer that is asked for.
func findLayer(o *Options) (*nn.Conv, error) {
	net, err := models.New(o.Model, models.Config{
		InChannels: o.Channels, Height: o.Height, Width: o.Width, Classes: classes, Seed: 1,
	})
	if err != nil {
		return nil, err
	}
	var names []string
	for _, c := range net.Convs() {
		if c.Name == o.Layer && c.Float {
			return nil, fmt.Errorf("%w on the device: it stays in float32, on the host", ErrLayer)
		}
		if c.Name == o.Layer {
			return c, nil
		}
		names = append(names, c.Name)
	}
	return nil, fmt.Errorf("%w (%s has: %s)", ErrLayer, o.Model, strings.Join(names, ", "))
}

// findPass returns the pass that is asked for.
func findPass(o *Options, layer *nn.Conv) (conv.Pass, error) {
	var names []string
	for p := conv.Forward; p <= conv.BackwardWeights; p++ {
		if layer.First && p == conv.BackwardData {
			continue // nobody needs the gradient of an image
		}
		if p.String() == o.Pass {
			return p, nil
		}
		names = append(names, p.String())
	}
	return 0, fmt.Errorf("%w (the layer has: %s)", ErrPass, strings.Join(names, ", "))
}

// runOnZeros runs a pass on zeros.
func runOnZeros(ctx context.Context, r conv.Runner, s conv.Shape, pass conv.Pass, signed bool) (conv.Report, error) {
	x := conv.Activations{Codes: make([]byte, s.InputLen()), Signed: signed}
	w, g := make([]int8, s.WeightLen()), make([]int16, s.OutputLen())
	switch pass {
	case conv.Forward:
		return r.Forward(ctx, s, x, w, 0, make([]int32, s.OutputLen()))
	case conv.BackwardData:
		return r.BackwardData(ctx, s, g, w, 0, make([]int32, s.InputLen()))
	default:
		return r.BackwardWeights(ctx, s, x, g, 0, make([]int32, s.WeightLen()))
	}
}
