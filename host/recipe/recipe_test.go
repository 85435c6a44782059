// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"errors"
	"math"
	"strings"
	"testing"
)

func TestDefaultIsValid(t *testing.T) {
	c := Default()
	if err := c.Validate(); err != nil {
		t.Error(err)
	}
}

func TestValidate(t *testing.T) {
	cases := []struct {
		flag   string
		change func(c *Config)
	}{
		{"batch", func(c *Config) { c.Batch = 0 }},
		{"batch", func(c *Config) { c.Batch = 1 << 30 }},
		{"epochs", func(c *Config) { c.Epochs = -1 }},
		{"iterations", func(c *Config) { c.Iterations = -1 }},
		{"eval-every", func(c *Config) { c.EvalEvery = -1 }},
		{"lr", func(c *Config) { c.LR = 0 }},
		{"lr", func(c *Config) { c.LR = math.NaN() }},
		{"lr", func(c *Config) { c.LR = math.Inf(1) }},
		{"lr", func(c *Config) { c.LR = 1e-60 }},
		{"momentum", func(c *Config) { c.Momentum = 1 }},
		{"weight-decay", func(c *Config) { c.WeightDecay = -1 }},
		{"smd", func(c *Config) { c.SMD = Constant(1) }},
		{"smd", func(c *Config) { c.SMD = schedule("linear:0.5:1") }},
		{"warmup", func(c *Config) { c.Warmup = -1 }},
		{"smd-dropped-update", func(c *Config) { c.SMDUpdate = true }},
		{"energy-budget", func(c *Config) { c.EnergyBudget = -1 }},
		{"energy-budget", func(c *Config) { c.EnergyBudget = math.NaN() }},
		{"smd", func(c *Config) { c.EnergyBudget, c.SMD = 1, schedule("linear:0:0.5") }},
		{"train-layers", func(c *Config) { c.Init, c.TrainLayers = "x", "stem" }},
		{"train-layers", func(c *Config) { c.TrainLayers = HeadLayer }},
		{"train-layers", func(c *Config) { c.Init, c.TrainLayers, c.PSG = "x", HeadLayer, DefaultPSG() }},
		{"train-layers", func(c *Config) { c.Init, c.TrainLayers, c.SWA = "x", HeadLayer, DefaultSWA() }},
		{"update", func(c *Config) { c.Update = "adam" }},
		{"update", func(c *Config) { c.Update, c.PSG = UpdateSign, DefaultPSG() }},
		{"schedule", func(c *Config) { c.Schedule = "linear" }},
	}
	for _, test := range cases {
		c := Default()
		test.change(&c)
		err := c.Validate()
		var typed *Error
		if !errors.Is(err, ErrValue) || !errors.As(err, &typed) || typed.Flag != test.flag {
			t.Errorf("%+v: got error %v, want one about --%s", c, err, test.flag)
		}
	}
}

func TestSteps(t *testing.T) {
	c := Config{Epochs: 3}
	if got := c.Steps(79); got != 237 {
		t.Errorf("three epochs have %d steps", got)
	}
	c.Iterations = 5
	if got := c.Steps(79); got != 5 {
		t.Errorf("five iterations are %d steps", got)
	}
}

func TestRate(t *testing.T) {
	cases := []struct {
		schedule string
		i, n     int64
		want     float64 // as a factor
	}{
		{"constant", 0, 10, 1}, {"constant", 9, 10, 1},
		{"step", 0, 8, 1}, {"step", 3, 8, 1}, {"step", 4, 8, 0.1}, {"step", 5, 8, 0.1}, {"step", 6, 8, 0.01}, {"step", 7, 8, 0.01},
		{"step", 0, 1, 1}, {"step", 2, 5, 1}, {"step", 3, 5, 0.1}, {"step", 4, 5, 0.01},
		{"cosine", 0, 12, 1}, {"cosine", 4, 12, 0.75}, {"cosine", 6, 12, 0.5}, {"cosine", 8, 12, 0.25}, {"cosine", 12, 12, 0},
	}
	for _, test := range cases {
		c := Config{LR: 0.25, Schedule: test.schedule}
		if got := float64(c.Rate(test.i, Progress(test.i, test.n))); math.Abs(got-0.25*test.want) > 1e-8 {
			t.Errorf("%s, iteration %d of %d: got %v, want %v", test.schedule, test.i, test.n, got, 0.25*test.want)
		}
	}
}

func TestWarmup(t *testing.T) {
	for _, schedule := range Schedules() {
		plain := Config{LR: 0.25, Schedule: schedule}
		warm := plain
		warm.Warmup = 3
		for i := range int64(8) {
			want := float64(plain.Rate(i, Progress(i, 8)))
			if i < 3 {
				want /= 10
			}
			if got := float64(warm.Rate(i, Progress(i, 8))); math.Abs(got-want) > 1e-8 {
				t.Errorf("%s, iteration %d: got %v, want %v", schedule, i, got, want)
			}
		}
	}
}

func TestCosine(t *testing.T) {
	const n = 100000
	for i := range n + 1 {
		f := float64(i) / n
		if got, want := cosHalfPi(f), math.Cos(math.Pi/2*f); math.Abs(got-want) > 3e-16 {
			t.Fatalf("cos(π/2 * %v): got %v, want %v", f, got, want)
		}
	}
}

// The bits are a promise: these were computed with 30 decimal digits and rounded.
func TestCosineBits(t *testing.T) {
	for _, c := range []struct {
		i, n int64
		want float32
	}{
		{1, 632, 0.0999993821}, {100, 632, 0.0939487591}, {316, 632, 0.05}, {631, 632, 6.17738522e-07},
	} {
		config := Config{LR: 0.1, Schedule: "cosine"}
		if got := config.Rate(c.i, Progress(c.i, c.n)); got != c.want {
			t.Errorf("iteration %d of %d: got %.9g, want %.9g", c.i, c.n, got, c.want)
		}
	}
}

func TestDropped(t *testing.T) {
	for _, p := range []float64{0, 0.25, 0.5, 0.9} {
		c := Config{Seed: 7, SMD: Constant(p)}
		const n = 100000
		dropped, pairs := 0, 0
		for i := range int64(n) {
			if c.Dropped(i, 0) {
				dropped++
				if c.Dropped(i+1, 0) {
					pairs++
				}
			}
		}
		deviation := math.Sqrt(n * p * (1 - p))
		if math.Abs(float64(dropped)-n*p) > 5*deviation {
			t.Errorf("p = %v: %d of %d are dropped", p, dropped, n)
		}
		if math.Abs(float64(pairs)-n*p*p) > 10*deviation {
			t.Errorf("p = %v: %d of %d are dropped together with the next one", p, pairs, n)
		}
	}
}

// Of loop iterations, the executed share is within 3 standard deviations of 1/2 at the probability of the paper, in runs of
// the lengths that it has, and of the ones that the seeds in the documentation have.
func TestExecutedShare(t *testing.T) {
	for _, n := range []int64{632, 64000, 85333} {
		for seed := range uint64(20) {
			c := Config{Seed: seed, SMD: Constant(0.5)}
			executed := 0.0
			for i := range n {
				if !c.Dropped(i, 0) {
					executed++
				}
			}
			if sigma := math.Sqrt(0.25 / float64(n)); math.Abs(executed/float64(n)-0.5) > 3*sigma {
				t.Errorf("seed %d: %g of %d are executed, %.1f standard deviations from half", seed, executed, n, (executed/float64(n)-0.5)/sigma)
			}
		}
	}
}

// The decisions are a promise to runs that are resumed, and differ from seed to seed.
func TestDroppedIsFixed(t *testing.T) {
	decisions := func(seed uint64) string {
		var b strings.Builder
		c := Config{Seed: seed, SMD: Constant(0.5)}
		for i := range int64(32) {
			b.WriteByte(".x"[btoi(c.Dropped(i, 0))])
		}
		return b.String()
	}
	for seed, want := range map[uint64]string{1: "xx.x.xxx....x.xx..x...xx...x...x", 2: "x..xx.xx.xx.xx..x.xx.x....xx.x.."} {
		if got := decisions(seed); got != want {
			t.Errorf("seed %d: got %s, want %s", seed, got, want)
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
