// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"flag"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/models/internal/rng"
	"github.com/e2train/e2train/models/nn"
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

// trained trains a small network for three steps on 4 images of 8x8 that depend on nothing but this code.
func trained(t *testing.T, engine nn.Engine) (losses []float64, hash string) {
	t.Helper()
	net := build(t, small, 8, engine, 20190906)
	x, labels := newTensor(t, 4, 3, 8, 8), []int{3, 1, 4, 1}
	random, chw := rng.New(1, "images"), make([]float32, 3*8*8)
	for range 3 {
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
	return losses, fingerprint(net, losses)
}

// engines returns one on the reference and one on a simulated device, both with and without predictive sign gradients.
func engines(t *testing.T) map[string][2]nn.Engine {
	t.Helper()
	device, err := driver.Open("sim:ultra96")
	if err != nil {
		t.Fatal(err)
	}
	runner, err := conv.New(device)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		runner.Close()
		device.Close()
	})
	signs := func(r nn.SignRunner) nn.Engine { return nn.NewSignEngine(r, nn.SignOptions{Beta: 0.05}, nil, nil) }
	return map[string][2]nn.Engine{
		"training":     {nn.NewDeviceEngine(conv.Reference{}, nil), nn.NewDeviceEngine(runner, nil)},
		"psg_training": {signs(conv.Reference{}), signs(runner)},
	}
}

// Three training steps give the same bits on every processor and device, with every number of threads and every kernel set, the
// float32 layers included: the committed hashes. After an intended change of the arithmetic, go test -update writes the new
// ones.
func TestGoldenTraining(t *testing.T) {
	defer workers.SetLimit(0)
	for name, engine := range engines(t) {
		path := filepath.Join("testdata", name+".sha256")
		workers.SetLimit(0)
		_, got := trained(t, engine[0])
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
		if _, device := trained(t, engine[1]); device != got {
			t.Errorf("%s: hash %s on sim:ultra96, not %s", name, device, got)
		}
		workers.SetLimit(5)
		if _, again := trained(t, engine[0]); again != got {
			t.Errorf("%s: hash %s with five threads, not %s", name, again, got)
		}
		for _, set := range kernels.Available() {
			t.Setenv(kernels.EnvName, set)
			if _, again := trained(t, engine[0]); again != got {
				t.Errorf("%s: hash %s with kernels %s, not %s", name, again, set, got)
			}
		}
	}
}

// Few images can be learned by heart: the loss falls, on the device and in float32.
func TestLearns(t *testing.T) {
	for name, engine := range map[string]nn.Engine{"device": nn.NewDeviceEngine(conv.Reference{}, nil), "float": nil} {
		net := build(t, small, 8, engine, 7)
		x, labels, random := newTensor(t, 4, 3, 8, 8), []int{3, 1, 4, 1}, rng.New(1, "images")
		for n := range 4 {
			chw := make([]float32, 3*8*8)
			for i := range chw {
				chw[i] = float32(random.Normal())
			}
			if err := x.SetImage(n, chw); err != nil {
				t.Fatal(err)
			}
		}
		first, last := train(t, net, x, labels, 0.05), 0.0
		for range 30 {
			last = train(t, net, x, labels, 0.05)
		}
		if !(last < first/4) {
			t.Errorf("%s: loss %g at first, %g after 30 steps", name, first, last)
		}
	}
}

// The counts of host work of one step follow from the shapes; float32 layers are counted in multiply-accumulates.
func TestStepOps(t *testing.T) {
	var observed int64
	net := build(t, small, 8, nn.NewDeviceEngine(conv.Reference{}, func(_ string, _ conv.Pass, r conv.Report) { observed += r.MACs }), 1)
	const batch = 3
	train(t, net, newTensor(t, batch, 3, 8, 8), []int{1, 2, 3}, 0.01)
	var want nn.Ops
	var macs int64
	for _, c := range net.Convs() {
		s := c.Shape(batch)
		in, out, weights := int64(s.InputLen()), int64(s.OutputLen()), int64(s.WeightLen())
		want[nn.OpBatchNormForward] += out
		want[nn.OpBatchNormBackward] += out
		passes := int64(3)
		if c.First {
			passes = 2
		}
		if c.Float {
			want[nn.OpConvMACs] += passes * s.MACs()
			continue
		}
		macs += passes * s.MACs()
		want[nn.OpQuantize8] += in
		want[nn.OpQuantize16] += out
		want[nn.OpQuantizeWeights] += weights
		want[nn.OpDequantize] += out + weights + in
	}
	for _, p := range net.Params() {
		want[nn.OpOptimizer] += int64(len(p.Value))
	}
	want[nn.OpPool] = 2 * batch * 32 * 4 * 4
	want[nn.OpLinearMACs] = 3 * batch * 20 * 10
	want[nn.OpLoss] = batch * 10
	for _, k := range nn.AllOpKinds() {
		if got := net.Ops()[k]; got != want[k] {
			t.Errorf("%s: %d, not %d", k, got, want[k])
		}
	}
	if observed != macs {
		t.Errorf("%d multiply-accumulates on the device, not %d", observed, macs)
	}
}
