// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/rng"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
	kernels "github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/workers"
)

var update = flag.Bool("update", false, "write the golden hash")

// fingerprint is the SHA-256 of the bits of losses, parameters, momenta and state.
func fingerprint(net *Net, losses []float64) string {
	h := sha256.New()
	var word [8]byte
	for _, l := range losses {
		binary.LittleEndian.PutUint64(word[:], math.Float64bits(l))
		h.Write(word[:])
	}
	write := func(values []float32) {
		for _, v := range values {
			binary.LittleEndian.PutUint32(word[:4], math.Float32bits(v))
			h.Write(word[:4])
		}
	}
	for _, p := range net.Params() {
		write(p.Value)
		write(p.Momentum)
	}
	for _, s := range net.State() {
		write(s.Data)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// goldenRun trains resnet8, or with gates resnet14, for three steps on 4 images of 8x8 that depend on nothing but this code.
func goldenRun(t *testing.T, engine nn.Engine, gated bool) string {
	t.Helper()
	net := newNet(t, 8, 3, 8, 8, 10, engine, 20190906)
	if gated {
		net = newSkipping(t, 14, 8, engine, 20190906, skip.Config{Method: skip.Gates, Skip: 0.4, Strength: 1})
	}
	x, labels := newTensor(t, 4, 3, 8, 8), []int{3, 1, 4, 1}
	random, chw := rng.New(1, "images"), make([]float32, 3*8*8)
	var losses []float64
	for step := range 3 {
		if gated {
			net.Skipping().Train(int64(step))
		}
		for n := range 4 {
			for i := range chw {
				chw[i] = float32(random.Normal())
			}
			if err := x.SetImage(n, chw); err != nil {
				t.Fatal(err)
			}
		}
		losses = append(losses, train(t, net, x, labels, 0.1))
	}
	return fingerprint(net, losses)
}

// signEngine trains with predictive sign gradients.
func signEngine() *nn.DeviceEngine {
	return nn.NewSignEngine(conv.Reference{}, nn.SignOptions{Beta: 0.05}, nil, nil)
}

// Three training steps give the same bits on every processor, with every number of threads and every kernel set: the
// committed hashes. After an intended change of the arithmetic, go test -update writes the new ones.
func TestGoldenTraining(t *testing.T) {
	defer workers.SetLimit(0)
	for name, engine := range map[string]nn.Engine{
		"resnet8_training": nn.NewDeviceEngine(conv.Reference{}, nil), "resnet8_psg_training": signEngine(),
		"resnet14_slu_psg_training": signEngine(),
	} {
		gated := strings.Contains(name, "slu")
		path := filepath.Join("testdata", name+".sha256")
		workers.SetLimit(0)
		got := goldenRun(t, engine, gated)
		if *update {
			if err := os.WriteFile(path, []byte(got+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got != strings.TrimSpace(string(want)) {
			t.Errorf("%s: hash %s, not %s", name, got, want)
		}
		workers.SetLimit(5)
		if again := goldenRun(t, engine, gated); again != got {
			t.Errorf("%s: hash %s with five threads, not %s", name, again, got)
		}
		for _, set := range kernels.Available() {
			t.Setenv(kernels.EnvName, set)
			if again := goldenRun(t, engine, gated); again != got {
				t.Errorf("%s: hash %s with kernels %s, not %s", name, again, set, got)
			}
		}
	}
}

// A kernel set that there is not is an error, not another set.
func TestUnknownKernels(t *testing.T) {
	t.Setenv(kernels.EnvName, "abacus")
	if _, err := New(8, 3, 8, 8, 10, nil, 1); err == nil || !strings.Contains(err.Error(), "abacus") {
		t.Errorf("error %v", err)
	}
}

// Whole steps do not depend on the number of threads. Images of 16x16 and a batch of 3 make several pieces.
func TestTrainingDoesNotDependOnThreads(t *testing.T) {
	defer workers.SetLimit(0)
	random := testseed.New(t)
	x, _, labels := images(t, random, 3, 3, 16, 16, 10)
	for name, engine := range map[string]func() nn.Engine{
		"float":  func() nn.Engine { return nn.NewFloatEngine(nil) },
		"device": func() nn.Engine { return nn.NewDeviceEngine(conv.Reference{}, nil) },
		"signs":  func() nn.Engine { return signEngine() },
	} {
		want := ""
		for _, threads := range []int{1, 2, 5} {
			workers.SetLimit(threads)
			net := newNet(t, 8, 3, 16, 16, 10, engine(), 7)
			got := fingerprint(net, []float64{train(t, net, x, labels, 0.1)})
			if want == "" {
				want = got
			}
			if got != want {
				t.Errorf("%s: another result with %d threads", name, threads)
			}
		}
	}
}

// All engines learn four images by heart, and evaluation with running statistics works afterwards.
func TestTrainingReducesLoss(t *testing.T) {
	random := testseed.New(t)
	for name, e := range map[string]struct {
		nn.Engine
		rate float32
	}{
		"float": {nn.NewFloatEngine(nil), 0.05}, "device": {nn.NewDeviceEngine(conv.Reference{}, nil), 0.05},
		"signs": {signEngine(), 0.003}, // a sign is larger than most gradients
	} {
		net := newNet(t, 8, 3, 8, 8, 10, e.Engine, random.Uint64())
		x, _, labels := images(t, random, 4, 3, 8, 8, 10)
		first := train(t, net, x, labels, e.rate)
		loss := first
		for range 9 {
			loss = train(t, net, x, labels, e.rate)
		}
		if !(loss < first/4) {
			t.Errorf("%s: loss %g after 10 steps, %g before", name, loss, first)
		}
		before := fingerprint(net, nil)
		logits, err := net.Forward(context.Background(), x, false)
		if err != nil {
			t.Fatal(err)
		}
		r, err := nn.SoftmaxCrossEntropy(logits, labels, nil, net.Ops())
		if err != nil {
			t.Fatal(err)
		}
		if r.Correct < 3 {
			t.Errorf("%s: %d of 4 images right after training", name, r.Correct)
		}
		if fingerprint(net, nil) != before {
			t.Errorf("%s: evaluation changed the network", name)
		}
	}
}

// The loss of a prediction by chance is about log of the number of classes.
func TestFirstLoss(t *testing.T) {
	random := testseed.New(t)
	net := newNet(t, 14, 3, 8, 8, 10, nil, random.Uint64())
	x, _, labels := images(t, random, 16, 3, 8, 8, 10)
	if loss := gradients(t, net, x, labels); math.Abs(loss-math.Log(10)) > 0.7 {
		t.Errorf("first loss %g, log 10 is %g", loss, math.Log(10))
	}
}
