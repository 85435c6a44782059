// SPDX-License-Identifier: Apache-2.0

package skip

import (
	"errors"
	"math"
	"testing"

	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
)

// policyOf returns a policy with gates before blocks of the given cost.
func policyOf(cfg Config, macs ...int64) *Policy {
	p := NewPolicy(nn.NewWorkspace(nil, 1), cfg, 1)
	for _, m := range macs {
		p.Gate("block", 16, m)
	}
	return p
}

// compute pretends that each block computed so many images of ten.
func compute(p *Policy, images ...int) {
	for i, g := range p.gates {
		g.share.Computed, g.share.Images = images[i], 10
	}
}

// The regulariser's gradient is that of r*Strength*e by the decisions, by hand.
func TestRegularizer(t *testing.T) {
	tests := []struct {
		name   string
		cfg    Config
		images []int
		want   []float64 // dL/dm of an image at each of two blocks
	}{
		{"above the target", Config{Skip: 0.4, Strength: 2}, []int{7, 6}, []float64{2. / 20, 2. / 20}},
		{"at the target", Config{Skip: 0.4, Strength: 2}, []int{6, 6}, []float64{-2. / 20, -2. / 20}},
		{"below the target", Config{Skip: 0.4, Strength: 2}, []int{0, 0}, []float64{-2. / 20, -2. / 20}},
		{"by cost, above", Config{Skip: 0.5, Strength: 2, ByMACs: true}, []int{4, 6}, []float64{2. * 10 / 400, 2. * 30 / 400}},
		{"by cost, above by less", Config{Skip: 0.5, Strength: 2, ByMACs: true}, []int{5, 5}, []float64{-.2 * 10 / 400, -.2 * 30 / 400}},
		{"by cost, a little above", Config{Skip: 0.5, Strength: 2, ByMACs: true}, []int{6, 5}, []float64{.2 * 10 / 400, .2 * 30 / 400}},
		{"by cost, below", Config{Skip: 0.5, Strength: 2, ByMACs: true}, []int{10, 2}, []float64{-2. * 10 / 400, -2. * 30 / 400}},
	}
	for _, tt := range tests {
		tt.cfg.Method = Gates
		p := policyOf(tt.cfg, 10, 30)
		compute(p, tt.images...)
		for i, g := range p.gates {
			if got := g.pull(); math.Abs(got-tt.want[i]) > 1e-15 {
				t.Errorf("%s: gradient %g at block %d, not %g", tt.name, got, i, tt.want[i])
			}
		}
	}
}

// Probabilities of stochastic depth have the mean that was asked for, constant or growing.
func TestDropProbabilities(t *testing.T) {
	for _, blocks := range []int{1, 2, 8, 53} {
		for _, linear := range []bool{false, true} {
			p := policyOf(Config{Method: Depth, Drop: 0.4, Linear: linear}, make([]int64, blocks)...)
			sum, before := 0.0, 0.0
			for i, g := range p.gates {
				v := p.dropProbability(i)
				if got := p.Survival(g); got != float32(1-v) {
					t.Errorf("survival %g of %g", got, v)
				}
				if v > 1 || linear && v <= before || !linear && v != 0.4 {
					t.Errorf("%d blocks, linear %t: probability %g after %g", blocks, linear, v, before)
				}
				sum, before = sum+v, v
			}
			if math.Abs(sum/float64(blocks)-0.4) > 1e-12 {
				t.Errorf("%d blocks, linear %t: mean %g", blocks, linear, sum/float64(blocks))
			}
		}
	}
}

// Chance drops a block as often as its probability says, for all images at once; never outside training.
func TestStochasticDepth(t *testing.T) {
	random := testseed.New(t)
	p := policyOf(Config{Method: Depth, Drop: 0.3}, 1, 1)
	xs, _ := randomInputs(t, random, 4, []int{16})
	const n = 4000
	dropped := [2]int{}
	both := 0
	for i := range int64(n) {
		p.Train(i)
		var here [2]bool
		for k, g := range p.gates {
			c, err := g.choose(xs[0], true)
			if err != nil {
				t.Fatal(err)
			}
			if len(c.computed) != 0 && len(c.computed) != 4 {
				t.Fatalf("%d of 4 images are computed", len(c.computed))
			}
			if here[k] = len(c.computed) == 0; here[k] {
				dropped[k]++
			}
		}
		if here[0] && here[1] {
			both++
		}
	}
	for k, got := range append(dropped[:], both) {
		mean := []float64{0.3, 0.3, 0.09}[k]
		if math.Abs(float64(got)-n*mean) > 5*math.Sqrt(n*mean) {
			t.Errorf("%d of %d dropped, want about %g", got, n, n*mean)
		}
	}
	if c, err := p.gates[0].choose(xs[0], false); err != nil || !c.everything() {
		t.Errorf("outside training: %+v, error %v", c, err)
	}
}

// Where an image's decision falls: in training by step and place in the batch, else by number in the set; without chance at 1/2.
func TestDecisions(t *testing.T) {
	p := policyOf(Config{Method: Gates}, 1)
	decide := func(train bool, probability float32, images int) []bool {
		c := &choice{open: make([]bool, images)}
		list := make([]float32, images)
		for i := range list {
			list[i] = probability
		}
		p.gates[0].ask(c, list, train)
		return c.open
	}
	same := func(a, b []bool) (n int) {
		for i, v := range a {
			if v == b[i] {
				n++
			}
		}
		return n
	}
	p.Train(1)
	first, again := decide(true, 0.5, 400), decide(true, 0.5, 300)
	if same(again, first) != 300 {
		t.Error("decisions depend on the size of the batch")
	}
	p.Train(2)
	if n := same(first, decide(true, 0.5, 400)); n < 140 || n > 260 {
		t.Errorf("%d of 400 decisions are the same in the next step", n)
	}
	p.Evaluate(0)
	all := decide(false, 0.5, 400)
	p.Evaluate(150)
	if same(decide(false, 0.5, 250), all[150:]) != 250 {
		t.Error("decisions of an evaluation depend on its batches")
	}
	if open := same(decide(false, 0.8, 400), make([]bool, 400)); open < 40 || open > 120 {
		t.Errorf("%d of 400 images skip at a probability of 0.8", open)
	}
	p.cfg.Threshold = true
	if same(decide(false, 0.5, 400), make([]bool, 400)) != 400 || same(decide(false, 0.5001, 400), make([]bool, 400)) != 0 {
		t.Error("the threshold is not 1/2")
	}
	p.Train(1)
	if same(decide(true, 0.5, 400), first) != 400 {
		t.Error("the threshold holds in training")
	}
}

// An input that is not finite is an error, not a decision.
func TestGateOfInfinity(t *testing.T) {
	random := testseed.New(t)
	xs, _ := randomInputs(t, random, 2, []int{16})
	xs[0].Max[1] = float32(math.NaN())
	for _, m := range []Method{Gates, Depth} {
		if _, err := policyOf(Config{Method: m}, 1).gates[0].choose(xs[0], true); !errors.Is(err, nn.ErrNotFinite) {
			t.Errorf("%s: error %v", m, err)
		}
	}
}
