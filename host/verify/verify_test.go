// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"errors"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/kernel"
)

func run(t *testing.T, o Options) *Report {
	t.Helper()
	report, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func check(t *testing.T, r *Report) {
	t.Helper()
	if r.Failed() || !r.Complete() {
		var b strings.Builder
		r.WriteText(&b)
		t.Error(b.String())
	}
}

// cases is 300 in a full run; otherwise the fewest that still reach every stratum.
func cases() int {
	if os.Getenv("E2TRAIN_FULL") != "" {
		return 300
	}
	return 250
}

func TestEveryConfigurationEqualsReference(t *testing.T) {
	for _, kernels := range kernel.All() {
		for _, config := range isa.Configs() {
			t.Run(kernels+"/"+config.Name, func(t *testing.T) {
				if !slices.Contains(kernel.Available(), kernels) {
					t.Skipf("not tested: kernels %s, because this CPU lacks the instructions", kernels)
				}
				t.Setenv(kernel.EnvName, kernels)
				r := run(t, Options{Device: "sim:" + config.Name, Against: Reference, Count: cases(), Seed: 1})
				if check(t, r); r.Kernels != kernels {
					t.Errorf("kernels %s ran, want %s", r.Kernels, kernels)
				}
			})
		}
	}
}

func TestConfigurationsAgreeInBits(t *testing.T) {
	r := run(t, Options{Device: "sim:tiny", Against: "sim:ultra96", Count: cases(), Seed: 1, BitsOnly: true})
	check(t, r)
	if !r.BitsOnly {
		t.Error("configurations of different lanes cannot agree in cycles")
	}
	if _, known := r.Coverage[limitStratum(1)]; known || !strings.Contains(r.Note, "skip limit 0") {
		t.Errorf("tiles of different lanes cannot agree in what is skipped; note %q", r.Note)
	}
}

func TestSameDeviceAgreesInCycles(t *testing.T) {
	r := run(t, Options{Device: "sim:tiny", Against: "sim:tiny", Count: 12, Seed: 3})
	if r.Failed() || r.BitsOnly || r.PSGRuns == 0 {
		t.Errorf("bits only %v, %d runs of psg, %d differences: %+v", r.BitsOnly, r.PSGRuns, r.Differences, r.FirstDifference)
	}
}

func TestCasesFollowFromTheSeed(t *testing.T) {
	draw := func(seed uint64, number int) *testCase {
		c, err := drawer{seed: seed, lanes: 4, tiles: true}.draw(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for number := range 60 {
		c, again, other := draw(1, number), draw(1, number), draw(2, number)
		if !reflect.DeepEqual(c, again) {
			t.Errorf("case %d of seed 1 is %v and %v", number, c, again)
		}
		if reflect.DeepEqual(c, other) {
			t.Errorf("case %d is %v for seed 1 and for seed 2", number, c)
		}
	}
}

// A run that left strata empty says so.
func TestTooFewCasesAreIncomplete(t *testing.T) {
	r := run(t, Options{Device: "sim:tiny", Against: Reference, Count: 9, Seed: 1})
	if r.Complete() || len(r.EmptyStrata) == 0 {
		t.Error("9 cases cannot reach every stratum")
	}
}

func TestOptionsAreChecked(t *testing.T) {
	for _, c := range []struct {
		o    Options
		want error
	}{
		{Options{Device: "sim:tiny", Against: Reference}, ErrOptions},
		{Options{Device: Reference, Against: "sim:tiny", Count: 1}, ErrOptions},
		{Options{Device: "nowhere", Against: Reference, Count: 1}, driver.ErrAddress},
		{Options{Device: "cpu", Against: Reference, Count: 1}, driver.ErrReference},
	} {
		if _, err := Run(context.Background(), c.o); !errors.Is(err, c.want) {
			t.Errorf("%+v: error %v, want %v", c.o, err, c.want)
		}
	}
}

// liar computes like the reference, but its n-th forward result has one bit flipped, one flag set or one counter raised.
type liar struct {
	conv.Reference
	calls *int
	spoil func(*conv.Report, []int32)
}

func (l liar) Forward(ctx context.Context, s conv.Shape, x conv.Activations, w []int8, shift uint, y []int32) (conv.Report, error) {
	report, err := l.Reference.Forward(ctx, s, x, w, shift, y)
	if *l.calls++; *l.calls == 4 {
		l.spoil(&report, y)
	}
	return report, err
}

func TestEveryKindOfDifferenceIsFound(t *testing.T) {
	config, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	info := driver.Info{Config: *config, Timed: true}
	honest := side{"honest", conv.Reference{Lanes: config.Lanes}, info, nil}
	for _, c := range []struct {
		name, want string
		spoil      func(*conv.Report, []int32)
	}{
		{"bit", "element 0", func(_ *conv.Report, y []int32) { y[0] ^= 1 }},
		{"flag", "saturated", func(r *conv.Report, _ []int32) { r.Saturated = !r.Saturated }},
		{"counter", "counter acc_writes", func(r *conv.Report, _ []int32) { r.Counters[isa.AccWrites]++ }},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := side{"liar", liar{conv.Reference{Lanes: config.Lanes}, new(int), c.spoil}, info, nil}
			r, err := compareAll(context.Background(), Options{Count: 30, Seed: 1}, a, honest)
			if err != nil {
				t.Fatal(err)
			}
			if r.Differences != 1 || r.FirstDifference.Case != 10 || !strings.Contains(r.FirstDifference.What, c.want) {
				t.Errorf("differences %d, first %+v, want one at case 10 in %q", r.Differences, r.FirstDifference, c.want)
			}
		})
	}
}
