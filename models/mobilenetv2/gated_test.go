// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/rng"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

// buildSkipping is build with blocks that are skipped.
func buildSkipping(t testing.TB, layers table, engine nn.Engine, seed uint64, cfg skip.Config) *Net {
	t.Helper()
	net, err := newNet(Config{InChannels: 3, Height: 8, Width: 8, Classes: 10, Engine: engine, Seed: seed, Skip: cfg}, layers)
	if err != nil {
		t.Fatal(err)
	}
	return net
}

// setBias makes gates, if there are any, let all images pass (100), or none (-100).
func setBias(net *Net, v float32) {
	for _, p := range net.Params() {
		if p.Name == "gates.out.bias" {
			p.Value[0] = v
		}
	}
}

// With all gates open, real skipping, its simulation and the network without gates train to the same bits.
func TestAllGatesOpen(t *testing.T) {
	random := testseed.New(t)
	x, _, labels := images(t, random, 4, 3, 8, 8, 10)
	seed := random.Uint64()
	for name, pair := range engines(t) {
		engine := pair[0]
		nets := []*Net{
			buildSkipping(t, small, engine, seed, skip.Config{}),
			buildSkipping(t, small, engine, seed, skip.Config{Method: skip.Gates, Skip: 0.4, Strength: 1}),
			buildSkipping(t, small, engine, seed, skip.Config{Method: skip.Gates, Skip: 0.4, Strength: 1, Dense: true}),
			buildSkipping(t, small, engine, seed, skip.Config{Method: skip.Depth}),
		}
		if gates := len(nets[1].Skipping().Shares()); gates != 3 {
			t.Errorf("%d gates", gates)
		}
		var want string
		for i, net := range nets {
			setBias(net, 100)
			var losses []float64
			for range 3 {
				losses = append(losses, train(t, net, x, labels, 0.1))
			}
			logits, err := net.Forward(t.Context(), x, false)
			if err != nil {
				t.Fatal(err)
			}
			losses = append(losses, float64(logits.At(3, 9, 0, 0)))
			net.params = net.params[:len(nets[0].params)] // without those of gates
			if got := fingerprint(net, losses); i == 0 {
				want = got
			} else if got != want {
				t.Errorf("%s: network %d has another result", name, i)
			}
		}
	}
}

// With all gates closed nothing of the blocks behind them is launched.
func TestAllGatesClosed(t *testing.T) {
	random := testseed.New(t)
	x, _, labels := images(t, random, 3, 3, 8, 8, 10)
	launched := map[string]bool{}
	engine := nn.NewDeviceEngine(conv.Reference{}, func(layer string, _ conv.Pass, _ conv.Report) { launched[layer] = true })
	net := buildSkipping(t, small, engine, random.Uint64(), skip.Config{Method: skip.Gates, Skip: 1, Strength: 1})
	setBias(net, -100)
	gradients(t, net, x, labels)
	for _, c := range net.Convs() {
		gated := strings.HasPrefix(c.Name, "b1.") || strings.HasPrefix(c.Name, "b2.") || strings.HasPrefix(c.Name, "b4.")
		if !c.Float && launched[c.Name] == gated {
			t.Errorf("%s launched: %t", c.Name, launched[c.Name])
		}
	}
}

// gatedNet is the gated network in plain float64.
type gatedNet struct {
	*exactNet
	gates exact.Gates
}

func (s *gatedNet) run(x exact.Tensor, labels []int) (float64, exact.Kinks) {
	s.kinks = exact.Kinks{}
	s.gates.Begin(x.N)
	a := s.layer(s.net.stem.Conv, x, true).out
	for i, b := range s.net.blocks {
		if i == 0 || b.path == nil {
			a, _ = s.block(b, a)
			continue
		}
		shortcut := a
		if b.path.Shortcut != nil {
			shortcut = s.layer(b.path.Shortcut.Conv, a, false).out
		}
		a = s.gates.Block(b.name, a, shortcut, func(x, shortcut exact.Tensor) exact.Tensor {
			hidden := s.layer(b.depthwise.Conv, s.layer(b.expand.Conv, x, true).out, true)
			return s.layer(b.project.Conv, hidden.out, false).out.Plus(shortcut)
		})
	}
	head := s.layer(s.net.head.Conv, a, true)
	logits := exact.Linear(exact.Pool(head.out), s.values["fc.weight"], s.values["fc.bias"])
	loss, _ := exact.CrossEntropy(logits, labels)
	return loss + s.gates.Regularizer, s.kinks
}

// smoothGates draws networks and images until no ReLU is close to its kink and no probability to its number, and all gates let
// some images pass.
func smoothGates(t *testing.T, random *rand.Rand, cfg skip.Config) (*Net, *gatedNet, *nn.Tensor, exact.Tensor, []int) {
	t.Helper()
	for range 300 {
		seed := random.Uint64()
		net := buildSkipping(t, small, nn.NewFloatEngine(nil), seed, cfg)
		shake(net, random)
		net.Skipping().Train(7)
		x, plain, labels := images(t, random, 5, 3, 8, 8, 10)
		e := newExactNet(net)
		s := &gatedNet{e, exact.Gates{
			Values: e.values, Draw: func(k, n int) float64 { return rng.At(seed, "gates", 7, uint64(k), uint64(n)) },
			Blocks: 3, Keep: 1 - cfg.Skip, Strength: cfg.Strength, Dense: cfg.Dense, Importance: cfg.Importance,
		}}
		s.run(plain, labels)
		n := s.gates.Computed()
		if s.gates.Closest > 1e-4 && s.kinks.Closest > 1e-5 && min(n[0], n[1], n[2]) > 0 && max(n[0], n[1], n[2]) < 5 {
			return net, s, x, plain, labels
		}
	}
	t.Fatal("no network without a ReLU at its kink")
	return nil, nil, nil, exact.Tensor{}, nil
}

// Gradients agree with central differences of a float64 network in which blocks see the images that they compute and nothing
// else. The bound is that of TestFloatNetAgreesWithExact, on elements, as a part of the largest; gradients of gates are sums
// of differences of large sums, to which 20 times that is granted.
func TestGatedNetAgreesWithExact(t *testing.T) {
	random := testseed.New(t)
	for name, cfg := range map[string]skip.Config{"real": {}, "dense": {Dense: true}, "importance": {Importance: true}} {
		cfg.Method, cfg.Skip, cfg.Strength = skip.Gates, 0.4, 0.3
		net, s, x, plain, labels := smoothGates(t, random, cfg)
		loss := gradients(t, net, x, labels)
		want, _ := s.run(plain, labels)
		const bound = 10 * 35 * 9 * 0x1p-24
		if want -= s.gates.Regularizer; !(math.Abs(loss-want) <= bound*want) {
			t.Errorf("%s: loss %g, not %g", name, loss, want)
		}
		for _, p := range net.Params() {
			if cancels(p.Name) {
				continue
			}
			exact.CheckFloat32(t, random, name+": "+p.Name, s.values[p.Name], p.Grad, 1, 20*bound, func() (float64, exact.Kinks) { return s.run(plain, labels) })
		}
	}
}
