// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"context"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/rng"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

func newSkipping(t testing.TB, depth, size int, engine nn.Engine, seed uint64, cfg skip.Config) *Net {
	t.Helper()
	net, err := NewSkipping(depth, 3, size, size, 10, engine, seed, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// setBias makes gates, if there are any, let all images pass (100), or none (-100). It checks the sizes of gates.
func setBias(t *testing.T, net *Net, v float32) {
	t.Helper()
	gates := 0
	for _, p := range net.Params() {
		if p.Name == "gates.out.bias" {
			p.Value[0] = v
		}
		if name, ok := strings.CutPrefix(p.Name, "gate."); ok {
			gates++
			for _, b := range net.blocks {
				if b.name+".weight" == name && len(p.Value) != 10*b.first.Conv.Shape(1).InC {
					t.Errorf("%s has %d values", p.Name, len(p.Value))
				}
			}
		}
	}
	if gates != 0 && gates != len(net.blocks)-1 {
		t.Errorf("%d gates for %d blocks", gates, len(net.blocks))
	}
}

// engines returns one engine of each kind.
func engines() map[string]nn.Engine {
	return map[string]nn.Engine{
		"float": nn.NewFloatEngine(nil), "device": nn.NewDeviceEngine(conv.Reference{}, nil), "signs": signEngine(),
	}
}

// With all gates open, real skipping, its simulation and the network without gates train to the same bits.
func TestAllGatesOpen(t *testing.T) {
	random := testseed.New(t)
	x, _, labels := images(t, random, 4, 3, 8, 8, 10)
	seed := random.Uint64()
	for name, engine := range engines() {
		nets := []*Net{
			newNet(t, 14, 3, 8, 8, 10, engine, seed),
			newSkipping(t, 14, 8, engine, seed, skip.Config{Method: skip.Gates, Skip: 0.4, Strength: 1}),
			newSkipping(t, 14, 8, engine, seed, skip.Config{Method: skip.Gates, Skip: 0.4, Strength: 1, Dense: true}),
			newSkipping(t, 14, 8, engine, seed, skip.Config{Method: skip.Depth}),
		}
		var losses [4]float64
		var prints [4]string
		for i, net := range nets {
			setBias(t, net, 100)
			for range 3 {
				losses[i] += train(t, net, x, labels, 0.1)
			}
			logits, err := net.Forward(context.Background(), x, false)
			if err != nil {
				t.Fatal(err)
			}
			losses[i] += float64(logits.At(3, 9, 0, 0))
			net.params = net.params[:len(nets[0].params)] // without those of gates
			prints[i] = fingerprint(net, nil)
		}
		for i := range nets {
			if losses[i] != losses[0] || prints[i] != prints[0] {
				t.Errorf("%s: network %d has another result", name, i)
			}
		}
	}
}

// With all gates closed nothing is launched but the stem, the first block and shortcuts; running statistics and ranges of
// what is not launched stay; all gradients of it are zero; and logits are those of the shortcuts.
func TestAllGatesClosed(t *testing.T) {
	random := testseed.New(t)
	x, _, labels := images(t, random, 3, 3, 8, 8, 10)
	launched := map[string]bool{}
	engine := nn.NewDeviceEngine(conv.Reference{}, func(layer string, _ conv.Pass, _ conv.Report) { launched[layer] = true })
	net := newSkipping(t, 14, 8, engine, random.Uint64(), skip.Config{Method: skip.Gates, Skip: 1, Strength: 1})
	setBias(t, net, -100)
	want := map[string]bool{"stem": true, "g1.b0.conv1": true, "g1.b0.conv2": true, "g2.b0.down": true, "g3.b0.down": true}
	before := map[string][]float32{}
	for _, s := range net.State() {
		before[s.Name] = append([]float32(nil), s.Data...)
	}
	gradients(t, net, x, labels)
	for _, c := range net.Convs() {
		if launched[c.Name] != want[c.Name] {
			t.Errorf("%s launched: %t", c.Name, launched[c.Name])
		}
		zero := true
		for _, g := range c.Weight.Grad {
			zero = zero && g == 0
		}
		if zero == want[c.Name] {
			t.Errorf("%s: gradient zero: %t", c.Name, zero)
		}
		for _, s := range []string{c.Name + ".bn.running_mean", c.Name + ".range"} {
			if moved := before[s][0] != stateOf(t, net, s)[0]; moved != want[c.Name] {
				t.Errorf("%s moved: %t", s, moved)
			}
		}
	}
	for _, s := range net.Skipping().Shares() {
		if s.Computed != 0 || s.Images != 3 {
			t.Errorf("%+v", s)
		}
	}
}

func stateOf(t *testing.T, net *Net, name string) []float32 {
	t.Helper()
	for _, s := range net.State() {
		if s.Name == name {
			return s.Data
		}
	}
	t.Fatalf("no state %s", name)
	return nil
}

// surrogate is the gated network in plain float64 for fixed decisions, with the straight-through gradient for a true
// derivative: every image that a block's gate learns from weighs F(x) by m + (p - p0), and S(x) by the rest, p0 being p where
// the derivative is taken.
type surrogate struct {
	*exactNet
	cfg        skip.Config
	seed, step uint64
	p0         [][]float64 // nil until the first run
	open       [][]bool
	closest    float64 // of a probability to what it was compared with
	partly     int     // blocks that some images skip, and some do not

	h, c        [][]float64 // of the LSTM
	gate        int
	regularizer float64
}

func (s *surrogate) loss(x exact.Tensor, labels []int) (float64, exact.Kinks) {
	s.kinks = exact.Kinks{}
	s.gate, s.regularizer = 0, 0
	s.h, s.c = make([][]float64, x.N), make([][]float64, x.N)
	for n := range x.N {
		s.h[n], s.c[n] = make([]float64, 10), make([]float64, 10)
	}
	_, before := s.layer(s.net.stem.Conv, x)
	a := exact.ReLU(before, &s.kinks)
	for i, b := range s.net.blocks {
		if i == 0 {
			a, _ = s.block(b, a)
		} else {
			a = s.gated(b, a)
		}
	}
	logits := exact.Linear(exact.Pool(a), s.values["fc.weight"], s.values["fc.bias"])
	loss, _ := exact.CrossEntropy(logits, labels)
	return loss + s.regularizer, s.kinks
}

// gated is a block with its gate.
func (s *surrogate) gated(b *block, x exact.Tensor) exact.Tensor {
	p := s.probabilities(b.name, x)
	k := s.gate
	s.gate++
	if len(s.p0) == k {
		s.decide(k, p)
	}
	base := x
	if b.path.Shortcut != nil {
		_, base = s.layer(b.path.Shortcut.Conv, x)
	}
	var computed []int
	for n := range x.N {
		s.regularizer += s.cfg.Strength * s.sign() * p[n] / float64((len(s.net.blocks)-1)*x.N)
		if s.open[k][n] || s.cfg.Dense {
			computed = append(computed, n)
		}
	}
	out := base.Map(func(v float64) float64 { return v })
	if len(computed) == 0 {
		return out
	}
	_, sum := s.layer(b.first.Conv, pick(x, computed))
	_, sum = s.layer(b.second.Conv, exact.ReLU(sum, &s.kinks))
	f := exact.ReLU(sum.Plus(pick(base, computed)), &s.kinks)
	size := len(f.Data) / f.N
	for i, n := range computed {
		w := p[n] - s.p0[k][n]
		if s.cfg.Importance {
			w /= s.p0[k][n]
		}
		if s.open[k][n] {
			w++
		}
		for j := range size {
			out.Data[n*size+j] = w*f.Data[i*size+j] + (1-w)*base.Data[n*size+j]
		}
	}
	return out
}

// sign is that of the regulariser, -1 before all decisions are known.
func (s *surrogate) sign() float64 {
	computed, all := 0, 0
	for _, open := range s.open {
		for _, o := range open {
			if all++; o {
				computed++
			}
		}
	}
	if float64(computed)/float64(all) > 1-s.cfg.Skip {
		return 1
	}
	return -1
}

// decide draws the decisions of a gate as the documentation says.
func (s *surrogate) decide(k int, p []float64) {
	open, passed := make([]bool, len(p)), 0
	for n, v := range p {
		u := rng.At(s.seed, "gates", s.step, uint64(k), uint64(n))
		s.closest = min(s.closest, math.Abs(v-u))
		if open[n] = v > u; open[n] {
			passed++
		}
	}
	if passed > 0 && passed < len(p) {
		s.partly++
	}
	s.p0, s.open = append(s.p0, p), append(s.open, open)
}

// probabilities returns p of the gate before a block.
func (s *surrogate) probabilities(name string, x exact.Tensor) []float64 {
	z := exact.Linear(exact.Pool(x), s.values["gate."+name+".weight"], make([]float64, 10))
	p := make([]float64, x.N)
	for n := range x.N {
		s.cell(n, z.Data[n*10:(n+1)*10])
		p[n] = logistic(exact.Dot(s.values["gates.out.weight"], s.h[n]) + s.values["gates.out.bias"][0])
	}
	return p
}

func (s *surrogate) cell(n int, z []float64) {
	var gates [40]float64
	for j := range gates {
		gates[j] = exact.Dot(s.values["gates.lstm.weight_ih"][j*10:(j+1)*10], z) + s.values["gates.lstm.bias_ih"][j] +
			exact.Dot(s.values["gates.lstm.weight_hh"][j*10:(j+1)*10], s.h[n]) + s.values["gates.lstm.bias_hh"][j]
	}
	for j := range 10 {
		s.c[n][j] = logistic(gates[10+j])*s.c[n][j] + logistic(gates[j])*math.Tanh(gates[20+j])
		s.h[n][j] = logistic(gates[30+j]) * math.Tanh(s.c[n][j])
	}
}

func logistic(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

// pick returns the given images.
func pick(x exact.Tensor, images []int) exact.Tensor {
	out := exact.New(len(images), x.C, x.H, x.W)
	size := len(out.Data) / out.N
	for i, n := range images {
		copy(out.Data[i*size:(i+1)*size], x.Data[n*size:(n+1)*size])
	}
	return out
}

// smoothGates draws networks and images until no ReLU is close to its kink and no probability to its number, and gates are
// of all kinds.
func smoothGates(t *testing.T, random *rand.Rand, cfg skip.Config) (*Net, *surrogate, *nn.Tensor, exact.Tensor, []int) {
	t.Helper()
	for range 300 {
		seed := random.Uint64()
		net := newSkipping(t, 14, 8, nn.NewFloatEngine(nil), seed, cfg)
		net.Skipping().Train(7)
		x, plain, labels := images(t, random, 5, 3, 8, 8, 10)
		s := &surrogate{exactNet: newExactNet(net), cfg: cfg, seed: seed, step: 7, closest: 1}
		s.loss(plain, labels)
		if s.closest > 1e-4 && s.kinks.Closest > 1e-5 && s.partly >= 4 {
			return net, s, x, plain, labels
		}
	}
	t.Fatal("no network without a ReLU at its kink")
	return nil, nil, nil, exact.Tensor{}, nil
}

// Gradients of all parameters, those of gates included, agree with central differences of a float64 network in which blocks see the
// images that they compute and nothing else: by real skipping, by its simulation, and with weights for what is not known.
// The bound is that of TestFloatNetAgreesWithExact, on elements, as a part of the largest; gradients of gates are sums
// over images of differences of large sums, to which 20 times that is granted.
func TestGatedNetAgreesWithExact(t *testing.T) {
	random := testseed.New(t)
	for name, cfg := range map[string]skip.Config{
		"real": {}, "dense": {Dense: true}, "importance": {Importance: true},
	} {
		cfg.Method, cfg.Skip, cfg.Strength = skip.Gates, 0.4, 0.3
		net, s, x, plain, labels := smoothGates(t, random, cfg)
		loss := gradients(t, net, x, labels)
		for i, share := range net.Skipping().Shares() {
			computed := 0
			for _, open := range s.open[i] {
				if open {
					computed++
				}
			}
			if share.Computed != computed || share.Block != net.blocks[i+1].name {
				t.Fatalf("%s: %+v, want %d", name, share, computed)
			}
		}
		want, _ := s.loss(plain, labels)
		const bound = 19 * 24 * 0x1p-24
		if want -= s.regularizer; !(math.Abs(loss-want) <= bound*want) {
			t.Errorf("%s: loss %g, not %g", name, loss, want)
		}
		for _, p := range net.Params() {
			if os.Getenv("E2TRAIN_FULL") == "" && !strings.HasPrefix(p.Name, "gate") && random.IntN(6) > 0 {
				continue
			}
			s.compare(t, random, name, p, 20*bound, func() (float64, exact.Kinks) { return s.loss(plain, labels) })
		}
	}
}

// places is how many elements of a gradient are compared.
func places() int {
	if os.Getenv("E2TRAIN_FULL") == "" {
		return 1
	}
	return 5
}

// compare compares a parameter's gradient with central differences at random places.
func (s *surrogate) compare(t *testing.T, random *rand.Rand, name string, p *nn.Param, bound float64, loss func() (float64, exact.Kinks)) {
	t.Helper()
	largest := 0.0
	for _, g := range p.Grad {
		largest = max(largest, math.Abs(float64(g)))
	}
	for done, tries := 0, 0; done < places() && tries < 20; tries++ {
		i := random.IntN(len(p.Value))
		const h = 3e-6
		v := s.values[p.Name]
		old := v[i]
		v[i] = old + h
		up, above := loss()
		v[i] = old - h
		down, below := loss()
		v[i] = old
		if above.Sides != below.Sides {
			continue
		}
		done++
		if want := (up - down) / (2 * h); !(math.Abs(float64(p.Grad[i])-want) <= bound*largest+1e-9) {
			t.Errorf("%s: gradient %d of %s is %g, central difference %g", name, i, p.Name, p.Grad[i], want)
		}
	}
}
