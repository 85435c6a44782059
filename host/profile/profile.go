// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/trace"
	"github.com/e2train/e2train/models"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Options says what to profile. The images are noise: time does not depend on them.
type Options struct {
	Model                   string
	Device                  string // address
	Batch                   int
	Channels, Height, Width int
	Classes                 int
	Trace                   string // file for a trace of every instruction, empty for none
}

// Row is what one pass of one layer did. Counters hold the rest of the story; the fields name its main figures.
type Row struct {
	Layer       string       `json:"layer"`
	Pass        string       `json:"pass"`
	MACs        int64        `json:"macs"`
	Cycles      uint64       `json:"cycles"`
	Utilization float64      `json:"utilization"`
	Share       Share        `json:"share_of_cycles"`
	Bound       string       `json:"bound"`
	DramBytes   uint64       `json:"dram_bytes"`
	Launches    int          `json:"launches"`
	Joules      float64      `json:"joules_modeled"`
	Counters    isa.Counters `json:"-"`
}

// Share is how the array's time divides: it works, waits for load, waits for store (or drains its own pipeline), or is idle at
// the begin and end of a launch. The shares add up to 1.
type Share struct {
	Array  float64 `json:"array"`
	Load   float64 `json:"load"`
	Store  float64 `json:"store"`
	Launch float64 `json:"launch"`
}

// Report is a profiled training step.
type Report struct {
	Model    string  `json:"model"`
	Device   string  `json:"device"`
	Kind     string  `json:"kind"`
	Batch    int     `json:"batch"`
	Loss     float64 `json:"loss"`
	Rows     []Row   `json:"rows"`
	Total    Row     `json:"total"`
	Roofline Roof    `json:"roofline"`

	config isa.Config
}

// Run profiles one training step: forward, loss and backward of one mini-batch.
func Run(ctx context.Context, o Options) (report *Report, err error) {
	fail := func(err error) (*Report, error) {
		return nil, fmt.Errorf("profile %s on %s: %w", o.Model, o.Device, err)
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
	collector := &collector{index: map[string]int{}}
	if o.Trace != "" {
		if collector.trace, err = trace.Start(device, o.Trace); err != nil {
			return fail(err)
		}
		defer func() {
			if report == nil {
				collector.trace.Abort()
			}
		}()
	}
	net, err := models.New(o.Model, models.Config{
		InChannels: o.Channels, Height: o.Height, Width: o.Width, Classes: o.Classes,
		Engine: nn.NewDeviceEngine(runner, collector.observe), Seed: 1,
	})
	if err != nil {
		return fail(err)
	}
	loss, err := step(ctx, net, o)
	if err != nil {
		return fail(err)
	}
	info := device.Info()
	done := &Report{Model: o.Model, Device: o.Device, Kind: string(info.Kind), Batch: o.Batch, Loss: loss, config: info.Config}
	if err := done.fill(collector.rows); err != nil {
		return fail(err)
	}
	if o.Trace != "" {
		if err := collector.trace.Close(); err != nil {
			return fail(err)
		}
	}
	return done, nil
}

// step runs forward, loss and backward on noise and returns the loss.
func step(ctx context.Context, net nn.Network, o Options) (float64, error) {
	x, err := nn.NewTensor(o.Batch, o.Channels, o.Height, o.Width)
	if err != nil {
		return 0, err
	}
	noise := uint32(1)
	for n := range o.Batch {
		for c := range o.Channels {
			for h := range o.Height {
				for w := range o.Width {
					noise = noise*1664525 + 1013904223
					x.Set(n, c, h, w, float32(float32(noise>>16)/32768)-1)
				}
			}
		}
	}
	labels := make([]int, o.Batch)
	for i := range labels {
		labels[i] = i % o.Classes
	}
	logits, err := net.Forward(ctx, x, true)
	if err != nil {
		return 0, err
	}
	gradient, err := nn.NewTensor(o.Batch, o.Classes, 1, 1)
	if err != nil {
		return 0, err
	}
	result, err := nn.SoftmaxCrossEntropy(logits, labels, gradient, net.Ops())
	if err != nil {
		return 0, err
	}
	return result.Loss, net.Backward(ctx, gradient)
}

// collector adds up the reports of each layer and pass, in the order of their first appearance.
type collector struct {
	rows  []collected
	index map[string]int
	trace *trace.Writer // nil for none
}

type collected struct {
	layer  string
	pass   conv.Pass
	report conv.Report
}

func (c *collector) observe(layer string, pass conv.Pass, r conv.Report) {
	if c.trace != nil {
		c.trace.Observe(layer, pass, r)
	}
	key := layer + " " + pass.String()
	i, known := c.index[key]
	if !known {
		i = len(c.rows)
		c.index[key] = i
		c.rows = append(c.rows, collected{layer: layer, pass: pass})
	}
	c.rows[i].report.Add(&r)
}

// fill computes the rows, the total and the roofline.
func (r *Report) fill(rows []collected) error {
	profile, err := energy.ForConfig(r.config.Name)
	if err != nil {
		return err
	}
	var total conv.Report
	for i := range rows {
		row, err := r.row(rows[i].layer, rows[i].pass.String(), &rows[i].report, profile)
		if err != nil {
			return err
		}
		r.Rows = append(r.Rows, row)
		total.Add(&rows[i].report)
	}
	if r.Total, err = r.row("total", "", &total, profile); err != nil {
		return err
	}
	r.Roofline = newRoof(&r.config)
	return nil
}

func (r *Report) row(layer, pass string, report *conv.Report, profile *energy.Profile) (Row, error) {
	k := &report.Counters
	row := Row{
		Layer: layer, Pass: pass, MACs: report.MACs, Cycles: k[isa.Cycles], Launches: report.Launches,
		DramBytes: k[isa.DramReadBytes] + k[isa.DramWriteBytes], Counters: *k,
	}
	multipliers := float64(r.config.Lanes * r.config.Lanes)
	row.Utilization = float64(report.MACs) / multipliers / float64(row.Cycles)
	row.Share = Shares(k)
	row.Bound = row.Share.Bound()
	estimate, err := profile.Estimate(
		energy.Geometry{Lanes: r.config.Lanes, ClockHz: float64(r.config.ClockHz)}, &energy.Activity{Counters: *k})
	if err != nil {
		return row, err
	}
	row.Joules = *estimate.Total
	return row, nil
}

// Shares divides the cycles of the tensor engine.
func Shares(k *isa.Counters) Share {
	cycles := float64(k[isa.Cycles])
	s := Share{
		Array: float64(k[isa.TensorBusy]) / cycles,
		Load:  float64(k[isa.TensorWaitLoad]) / cycles,
		Store: float64(k[isa.TensorWaitStore]+k[isa.TensorFence]) / cycles,
	}
	s.Launch = 1 - s.Array - s.Load - s.Store
	return s
}

// Bound names the largest share.
func (s Share) Bound() string {
	name, largest := "array", s.Array
	for _, other := range []struct {
		name  string
		share float64
	}{{"load", s.Load}, {"store", s.Store}, {"launch", s.Launch}} {
		if other.share > largest {
			name, largest = other.name, other.share
		}
	}
	return name
}
