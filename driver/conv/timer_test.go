// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"context"
	"errors"
	"math/rand"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/baseline"
)

// A Timer reports what a Convolver on a simulator does, counter by counter and byte by byte, whatever the operands are.
func TestTimerEqualsConvolver(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for _, address := range []string{"sim:ultra96", "sim:tiny", "sim:tiny?limit=160KB", "sim:tiny?memory=ideal"} {
		device, err := driver.Open(address)
		if err != nil {
			t.Fatal(err)
		}
		defer device.Close()
		c, err := New(device)
		if err != nil {
			t.Fatal(err)
		}
		timer := NewTimer(device.Info())
		for range 5 {
			s := randomShape(r)
			if r.Intn(3) == 0 && !s.Depthwise {
				s.InC = 1 + r.Intn(3) // folded, perhaps
			}
			for pass := Forward; pass <= BackwardWeights; pass++ {
				signed := r.Intn(2) == 0
				want, err := runOnNoise(c, r, s, pass, signed)
				if err != nil {
					t.Fatal(err)
				}
				want.Saturated = false
				for range 2 { // the second time from memory
					if got, err := timer.Time(s, pass, signed, Operands{}); err != nil || got != want {
						t.Fatalf("%s: %v of %v: got %+v, error %v; the device reports %+v", address, pass, s, got, err, want)
					}
				}
			}
		}
	}
}

func runOnNoise(c *Convolver, r *rand.Rand, s Shape, pass Pass, signed bool) (Report, error) {
	x := Activations{Codes: make([]byte, s.InputLen()), Signed: signed}
	w, g := make([]int8, s.WeightLen()), make([]int16, s.OutputLen())
	for i := range w {
		w[i] = int8(r.Intn(256))
	}
	switch ctx := context.Background(); pass {
	case Forward:
		return c.Forward(ctx, s, x, w, 0, make([]int32, s.OutputLen()))
	case BackwardData:
		return c.BackwardData(ctx, s, g, w, 0, make([]int32, s.InputLen()))
	default:
		return c.BackwardWeights(ctx, s, x, g, 0, make([]int32, s.WeightLen()))
	}
}

// Plans for float lanes are programs that the rules accept, sums over channels are never cut, and no lane does more than a
// product a cycle.
func TestFloatPlans(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	shapes := []Shape{
		{Batch: 128, InC: 16, OutC: 16, InH: 32, InW: 32, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
		{Batch: 16, InC: 1280, OutC: 128, InH: 4, InW: 4, KH: 1, KW: 1, StrideY: 1, StrideX: 1},
	}
	for range 10 {
		shapes = append(shapes, randomShape(r))
	}
	for _, lanes := range baseline.Lanes() {
		config, err := baseline.Config(lanes)
		if err != nil {
			t.Fatal(err)
		}
		timer := NewTimer(driver.Info{Config: *config})
		for _, s := range shapes {
			for pass := Forward; pass <= BackwardWeights; pass++ {
				plan, err := decompose(config, 0, planKey{shape: s, pass: pass})
				if err != nil || plan.raw && pass != BackwardWeights {
					t.Fatalf("%v of %v on %d lanes: partial sums %t, error %v", pass, s, lanes, plan != nil && plan.raw, err)
				}
				for i := range plan.jobs {
					if err := config.Validate(plan.jobs[i].code); err != nil {
						t.Errorf("%v of %v on %d lanes: %v", pass, s, lanes, err)
					}
				}
				report, err := timer.Time(s, pass, false, Operands{})
				if err != nil {
					t.Fatal(err)
				}
				checkFloatTime(t, config, s, pass, &report)
			}
		}
	}
}

// checkFloatTime compares a report with what the lanes and the operands need at least. Padding taps of transposed convolutions
// with a stride are no work.
func checkFloatTime(t *testing.T, config *isa.Config, s Shape, pass Pass, r *Report) {
	t.Helper()
	k := &r.Counters
	vectors := k[isa.IssueForward] + k[isa.IssueBackData] + k[isa.IssueBackWeight]
	if products := vectors * 64; products > k[isa.Cycles]*uint64(config.Multipliers()) || pass != BackwardData && products < uint64(s.MACs()) {
		t.Errorf("%v of %v: %d products of %d in %d cycles on %d lanes", pass, s, products, s.MACs(), k[isa.Cycles], config.Multipliers())
	}
	result := map[Pass]int{Forward: s.Batch * s.OutC * s.OutH() * s.OutW(), BackwardData: s.Batch * s.InC * s.InH * s.InW, BackwardWeights: s.WeightLen()}
	if got, least := k[isa.DramWriteBytes], uint64(4*result[pass]); got < least {
		t.Errorf("%v of %v: %d bytes written, the result has %d", pass, s, got, least)
	}
}

func TestTimerRefuses(t *testing.T) {
	config, err := baseline.Config(baseline.DefaultLanes)
	if err != nil {
		t.Fatal(err)
	}
	s := Shape{Batch: 2, InC: 16, OutC: 16, InH: 8, InW: 8, KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	if _, err := NewTimer(driver.Info{Config: *config}).Time(s, PSGPredict, false, Operands{}); !errors.Is(err, ErrShape) {
		t.Errorf("a pass that depends on operands: %v", err)
	}
	if _, err := NewTimer(driver.Info{Config: *config, Memory: 100}).Time(s, Forward, false, Operands{}); !errors.Is(err, driver.ErrMemory) {
		t.Errorf("no memory: %v", err)
	}
	if _, err := NewTimer(driver.Info{Config: *config}).Time(Shape{}, Forward, false, Operands{}); !errors.Is(err, ErrShape) {
		t.Errorf("no shape: %v", err)
	}
}
