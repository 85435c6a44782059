// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"math/rand/v2"
	"os"
	"reflect"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/sim/randprog"
)

func full() bool { return os.Getenv("E2TRAIN_FULL") != "" }

// TestRTLEqualsSimulator compares random convolutions, PSG included: bits, cycles and counters. A full run has seed 1, another
// one a tenth of the cases of a seed of its own.
func TestRTLEqualsSimulator(t *testing.T) {
	for _, c := range []struct {
		config string
		count  int
	}{{"tiny", 500}, {"zed8", 100}, {"ultra96", 60}} {
		t.Run(c.config, func(t *testing.T) {
			drivertest.Need(t, "verilator:"+c.config, "convolutions on the RTL of "+c.config)
			o := Options{Device: "verilator:" + c.config, Against: "sim:" + c.config, Count: c.count, Seed: 1}
			if !full() {
				o.Count, o.Seed = c.count/10, randprog.Seed(t)
			}
			r := run(t, o)
			if r.Failed() || r.BitsOnly || r.Compared != o.Count {
				t.Errorf("%d differences in %d cases (bits only: %v), the first %+v", r.Differences, r.Compared, r.BitsOnly, r.FirstDifference)
			}
		})
	}
}

// layer is a convolution of a network: channels, size of the output, kernel and stride. Without output channels it is a
// depthwise one.
type layer struct{ in, out, size, kernel, stride int }

// resnet and mobilenet are the distinct convolutions of ResNet for CIFAR, whatever its depth, and of MobileNetV2.
var (
	resnet = []layer{
		{3, 16, 32, 3, 1}, {16, 16, 32, 3, 1}, {16, 32, 16, 3, 2}, {32, 32, 16, 3, 1}, {16, 32, 16, 1, 2}, {32, 64, 8, 3, 2}, {64, 64, 8, 3, 1},
		{32, 64, 8, 1, 2},
	}
	mobilenet = []layer{
		{3, 32, 32, 3, 1}, {32, 32, 32, 1, 1}, {32, 16, 32, 1, 1}, {16, 96, 32, 1, 1}, {96, 24, 32, 1, 1}, {16, 24, 32, 1, 1}, {24, 144, 32, 1, 1},
		{144, 24, 32, 1, 1}, {144, 32, 16, 1, 1}, {32, 192, 16, 1, 1}, {192, 32, 16, 1, 1}, {192, 64, 8, 1, 1}, {64, 384, 8, 1, 1},
		{384, 64, 8, 1, 1}, {384, 96, 8, 1, 1}, {64, 96, 8, 1, 1}, {96, 576, 8, 1, 1}, {576, 96, 8, 1, 1}, {576, 160, 4, 1, 1},
		{160, 960, 4, 1, 1}, {960, 160, 4, 1, 1}, {960, 320, 4, 1, 1}, {160, 320, 4, 1, 1}, {320, 1280, 4, 1, 1},
		{32, 0, 32, 3, 1}, {96, 0, 32, 3, 1}, {144, 0, 32, 3, 1}, {144, 0, 16, 3, 2}, {192, 0, 16, 3, 1}, {192, 0, 8, 3, 2}, {384, 0, 8, 3, 1},
		{576, 0, 8, 3, 1}, {576, 0, 4, 3, 2}, {960, 0, 4, 3, 1},
	}
)

// shape returns a layer for two images.
func (l layer) shape() conv.Shape {
	pad := l.kernel / 2
	s := conv.Shape{
		Batch: 2, InC: l.in, OutC: l.out, InH: l.size * l.stride, InW: l.size * l.stride, KH: l.kernel, KW: l.kernel,
		StrideY: l.stride, StrideX: l.stride, PadTop: pad, PadLeft: pad,
	}
	if l.out == 0 {
		s.OutC, s.Depthwise = l.in, true
	}
	if l.stride == 1 {
		s.PadBottom, s.PadRight = pad, pad
	}
	return s
}

// TestLayersOnRTL runs the layers of networks, all passes and PSG, on ultra96. Without E2TRAIN_FULL it draws a tenth of them.
func TestLayersOnRTL(t *testing.T) {
	drivertest.Need(t, "verilator:ultra96", "the layers of networks on the RTL of ultra96")
	rtl, sim := openRunner(t, "verilator:ultra96"), openRunner(t, "sim:ultra96")
	rng := randprog.Rand(randprog.Seed(t), 0)
	for _, network := range []struct {
		name   string
		layers []layer
	}{{"ResNet", resnet}, {"MobileNetV2", mobilenet}} {
		for _, l := range network.layers {
			for k := range numKinds {
				if !full() && rng.IntN(10) != 0 {
					continue
				}
				want, got := runLayer(t, rng, l.shape(), k, sim, rtl)
				if !reflect.DeepEqual(got, want) {
					t.Errorf("%s, %s, %v: results or counters differ", network.name, l.shape(), k)
				}
			}
		}
	}
}

func openRunner(t *testing.T, address string) *conv.Convolver {
	t.Helper()
	d, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	r, err := conv.New(d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		r.Close()
		d.Close()
	})
	return r
}

// layerOutcome is everything that a pass gives.
type layerOutcome struct {
	sums   []int32
	signs  []int8
	report conv.Report
	psg    conv.PSGReport
}

// runLayer runs a pass with random operands on both devices.
func runLayer(t *testing.T, rng *rand.Rand, s conv.Shape, k kind, devices ...*conv.Convolver) (a, b layerOutcome) {
	t.Helper()
	x := conv.Activations{Codes: make([]byte, s.InputLen())}
	w, g := make([]int8, s.WeightLen()), make([]int16, s.OutputLen())
	for i := range x.Codes {
		x.Codes[i] = byte(rng.Uint32()) & 0x7f
	}
	for i := range w {
		w[i] = int8(rng.Uint32())
	}
	for i := range g {
		g[i] = int16(rng.Uint32()) >> rng.IntN(12)
	}
	for i, out := range []*layerOutcome{&a, &b} {
		if err := out.run(devices[i], s, k, x, w, g); err != nil {
			t.Fatalf("%s, %v: %v", s, k, err)
		}
	}
	return a, b
}

func (o *layerOutcome) run(r *conv.Convolver, s conv.Shape, k kind, x conv.Activations, w []int8, g []int16) (err error) {
	const shift = 8
	ctx := context.Background()
	switch k {
	case forward:
		o.sums = make([]int32, s.OutputLen())
		o.report, err = r.Forward(ctx, s, x, w, shift, o.sums)
	case backwardData:
		o.sums = make([]int32, s.InputLen())
		o.report, err = r.BackwardData(ctx, s, g, w, shift, o.sums)
	case backwardWeights:
		o.sums = make([]int32, s.WeightLen())
		o.report, err = r.BackwardWeights(ctx, s, x, g, shift, o.sums)
	case psg:
		o.signs = make([]int8, s.WeightLen())
		// A twentieth of the largest gradient, as the method has it; tiles with few undecided weights are skipped.
		threshold := func(most int64) uint32 { return uint32(most / 20) }
		o.psg, err = r.PSG(ctx, s, x, g, conv.PSGOptions{Threshold: threshold, SkipLimit: 96, FillSign: true}, o.signs)
	}
	return err
}
