// SPDX-License-Identifier: Apache-2.0

package speed

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/cycles"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/workers"
)

// Options says what to measure.
type Options struct {
	Device  string // the faster one
	Against string
	Batch   int
	// Progress is told after every pass how many of how many were measured; it may be nil.
	Progress func(done, total int)
}

// Row is one pass of one layer.
type Row struct {
	Layer   string  `json:"layer"`
	Pass    string  `json:"pass"`
	Device  Lap     `json:"device"`
	Against Lap     `json:"against"`
	Ratio   float64 `json:"ratio"` // of cycles per second
}

// Report is the measurement. Speeds are in cycles per second, over all passes.
type Report struct {
	Device       string  `json:"device"`
	Against      string  `json:"against"`
	Batch        int     `json:"batch"`
	Threads      int     `json:"threads"`
	Kernels      string  `json:"kernels"`
	Rows         []Row   `json:"rows"`
	DeviceSpeed  float64 `json:"device_cycles_per_second"`
	AgainstSpeed float64 `json:"against_cycles_per_second"`
	Ratio        float64 `json:"ratio"`
}

// side is one of the two devices.
type side struct {
	watch  *stopwatch
	runner *conv.Convolver
}

func open(address string) (*side, error) {
	d, err := driver.Open(address)
	if err != nil {
		return nil, err
	}
	s := &side{watch: &stopwatch{Device: d}}
	if s.runner, err = conv.New(s.watch); err != nil {
		d.Close()
		return nil, err
	}
	return s, nil
}

func (s *side) close() {
	s.runner.Close()
	s.watch.Close()
}

// Run runs every layer and pass of package cycles on both devices.
func Run(ctx context.Context, o Options) (*Report, error) {
	fast, err := open(o.Device)
	if err != nil {
		return nil, fmt.Errorf("bench speed: %w", err)
	}
	defer fast.close()
	slow, err := open(o.Against)
	if err != nil {
		return nil, fmt.Errorf("bench speed: %w", err)
	}
	defer slow.close()
	kernels, err := kernel.Default()
	if err != nil {
		return nil, fmt.Errorf("bench speed: %w", err)
	}
	r := &Report{Device: o.Device, Against: o.Against, Batch: o.Batch, Threads: workers.Limit(), Kernels: kernels.Name()}
	total := len(cycles.Layers) * len(passes)
	for _, layer := range cycles.Layers {
		shape := layer.Shape
		shape.Batch = o.Batch
		for _, pass := range passes {
			row, err := measure(ctx, fast, slow, newWork(shape, pass))
			if err != nil {
				return nil, fmt.Errorf("bench speed: %s, %v: %w", layer.Name, pass, err)
			}
			row.Layer, row.Pass = layer.Name, pass.String()
			r.Rows = append(r.Rows, row)
			if o.Progress != nil {
				o.Progress(len(r.Rows), total)
			}
		}
	}
	r.sum()
	return r, nil
}

var passes = []conv.Pass{conv.Forward, conv.BackwardData, conv.BackwardWeights}

// work is one pass with operands.
type work struct {
	shape conv.Shape
	pass  conv.Pass
	x     conv.Activations
	w     []int8
	g     []int16
}

// newWork returns a pass over noise.
func newWork(s conv.Shape, pass conv.Pass) *work {
	rng := rand.New(rand.NewPCG(1, 1))
	w := &work{shape: s, pass: pass, x: conv.Activations{Codes: make([]byte, s.InputLen())}}
	w.w, w.g = make([]int8, s.WeightLen()), make([]int16, s.OutputLen())
	for i := range w.x.Codes {
		w.x.Codes[i] = byte(rng.Uint32())
	}
	for i := range w.w {
		w.w[i] = int8(rng.Uint32())
	}
	for i := range w.g {
		w.g[i] = int16(rng.Uint32()) >> 6
	}
	return w
}

// shift keeps sums of noise within 32 bits.
const shift = 12

func (w *work) run(ctx context.Context, r conv.Runner) (err error) {
	switch w.pass {
	case conv.Forward:
		_, err = r.Forward(ctx, w.shape, w.x, w.w, shift, make([]int32, w.shape.OutputLen()))
	case conv.BackwardData:
		_, err = r.BackwardData(ctx, w.shape, w.g, w.w, shift, make([]int32, w.shape.InputLen()))
	default:
		_, err = r.BackwardWeights(ctx, w.shape, w.x, w.g, shift, make([]int32, w.shape.WeightLen()))
	}
	return err
}

// leastSeconds is how long launches are repeated for a measurement.
const leastSeconds = 0.1

// measure times a pass on both devices. The first run plans and makes what is needed; it is not timed.
func measure(ctx context.Context, fast, slow *side, w *work) (row Row, err error) {
	for _, m := range []struct {
		side *side
		lap  *Lap
	}{{fast, &row.Device}, {slow, &row.Against}} {
		if err := w.run(ctx, m.side.runner); err != nil {
			return row, err
		}
		m.lap.counters = m.side.watch.take().counters
		for m.lap.Seconds < leastSeconds {
			if err := w.run(ctx, m.side.runner); err != nil {
				return row, err
			}
			lap := m.side.watch.take()
			m.lap.add(&lap)
		}
	}
	if c, differ := row.Device.counters.FirstDifference(&row.Against.counters); differ {
		return row, fmt.Errorf("%v is %d on %s and %d on %s: the launches are not the same", c, row.Device.counters[c],
			fast.watch.Info().Address, row.Against.counters[c], slow.watch.Info().Address)
	}
	row.Ratio = row.Device.rate() / row.Against.rate()
	return row, nil
}

// sum computes the speeds over all passes, each counted once.
func (r *Report) sum() {
	var cycles, device, against float64
	for i := range r.Rows {
		row := &r.Rows[i]
		n := float64(row.Against.Cycles) / float64(row.Against.Launches)
		cycles += n
		device += n / row.Device.rate()
		against += n / row.Against.rate()
	}
	r.DeviceSpeed, r.AgainstSpeed = cycles/device, cycles/against
	r.Ratio = r.DeviceSpeed / r.AgainstSpeed
}
