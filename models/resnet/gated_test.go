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

// gatedNet is the gated network in plain float64.
type gatedNet struct {
	*exactNet
	gates exact.Gates
}

func (s *gatedNet) run(x exact.Tensor, labels []int) (float64, exact.Kinks) {
	s.kinks = exact.Kinks{}
	s.gates.Begin(x.N)
	_, before := s.layer(s.net.stem.Conv, x)
	a := exact.ReLU(before, &s.kinks)
	for i, b := range s.net.blocks {
		if i == 0 {
			a, _ = s.block(b, a)
			continue
		}
		shortcut := a
		if b.path.Shortcut != nil {
			_, shortcut = s.layer(b.path.Shortcut.Conv, a)
		}
		a = s.gates.Block(b.name, a, shortcut, func(x, shortcut exact.Tensor) exact.Tensor {
			_, sum := s.layer(b.first.Conv, x)
			_, sum = s.layer(b.second.Conv, exact.ReLU(sum, &s.kinks))
			return exact.ReLU(sum.Plus(shortcut), &s.kinks)
		})
	}
	logits := exact.Linear(exact.Pool(a), s.values["fc.weight"], s.values["fc.bias"])
	loss, _ := exact.CrossEntropy(logits, labels)
	return loss + s.gates.Regularizer, s.kinks
}

// smoothGates draws networks and images until no ReLU is close to its kink and no probability to its number, and gates are
// of all kinds.
func smoothGates(t *testing.T, random *rand.Rand, cfg skip.Config) (*Net, *gatedNet, *nn.Tensor, exact.Tensor, []int) {
	t.Helper()
	for range 300 {
		seed := random.Uint64()
		net := newSkipping(t, 14, 8, nn.NewFloatEngine(nil), seed, cfg)
		net.Skipping().Train(7)
		x, plain, labels := images(t, random, 5, 3, 8, 8, 10)
		e := newExactNet(net)
		s := &gatedNet{e, exact.Gates{
			Values: e.values, Draw: func(k, n int) float64 { return rng.At(seed, "gates", 7, uint64(k), uint64(n)) },
			Blocks: len(net.blocks) - 1, Keep: 1 - cfg.Skip, Strength: cfg.Strength, Dense: cfg.Dense, Importance: cfg.Importance,
		}}
		s.run(plain, labels)
		partly := 0
		for _, n := range s.gates.Computed() {
			if n > 0 && n < 5 {
				partly++
			}
		}
		if s.gates.Closest > 1e-4 && s.kinks.Closest > 1e-5 && partly >= 4 {
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
			if share.Computed != s.gates.Computed()[i] || share.Block != net.blocks[i+1].name {
				t.Fatalf("%s: %+v, want %d", name, share, s.gates.Computed())
			}
		}
		want, _ := s.run(plain, labels)
		const bound = 19 * 24 * 0x1p-24
		if want -= s.gates.Regularizer; !(math.Abs(loss-want) <= bound*want) {
			t.Errorf("%s: loss %g, not %g", name, loss, want)
		}
		places := 1
		full := os.Getenv("E2TRAIN_FULL") != ""
		if full {
			places = 5
		}
		for _, p := range net.Params() {
			if full || strings.HasPrefix(p.Name, "gate") || random.IntN(6) == 0 {
				exact.CheckFloat32(t, random, name+": "+p.Name, s.values[p.Name], p.Grad, places, 20*bound, func() (float64, exact.Kinks) { return s.run(plain, labels) })
			}
		}
	}
}
