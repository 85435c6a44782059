// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
	kernels "github.com/e2train/e2train/sim/kernel"
)

// Numbers of parameters and multiply-accumulates for 3x32x32 images, by hand from the table of layers.
func TestSizes(t *testing.T) {
	for classes, want := range map[int][2]int64{10: {2296922, 91154944}, 100: {2412212, 91270144}} {
		net, err := New(Config{InChannels: 3, Height: 32, Width: 32, Classes: classes})
		if err != nil {
			t.Fatal(err)
		}
		var params, norms, macs, depthwise int64
		for _, p := range net.Params() {
			params += int64(len(p.Value))
		}
		for _, n := range net.Norms() {
			norms += int64(len(n.Gamma.Value) + len(n.Beta.Value))
		}
		for _, c := range net.Convs() {
			macs += c.Shape(1).MACs()
			if c.Shape(1).Depthwise {
				depthwise += c.Shape(1).MACs()
			}
		}
		macs += 1280 * int64(classes)
		if params != want[0] || macs != want[1] || norms != 35088 || depthwise != 5879808 {
			t.Errorf("%d classes: %d parameters, %d of batch norm, %d multiply-accumulates, %d depthwise", classes, params, norms, macs, depthwise)
		}
	}
}

// What a block's convolutions take together, by the table.
func TestBlocks(t *testing.T) {
	want := []int64{
		2392064, 5210112, 8404992, 5050368, 3588096, 3588096, 2469888, 3366912, 3366912, 3366912, 4546560, 7409664, 7409664, 5096448,
		5053440, 5053440, 8330240,
	}
	net := build(t, layers, 32, nil, 1)
	for i, b := range net.blocks {
		var macs int64
		for _, l := range b.layers() {
			macs += l.Conv.Shape(1).MACs()
		}
		if i >= len(want) || macs != want[i] {
			t.Errorf("block %d: %d multiply-accumulates", i, macs)
		}
	}
	if len(net.blocks) != len(want) {
		t.Errorf("%d blocks", len(net.blocks))
	}
}

func TestLayers(t *testing.T) {
	want := []string{
		"stem: 1x3x32x32 -> 32, kernel 3x3, stride 1x1, padding 1,1,1,1 signed float",
		"b0.expand: 1x32x32x32 -> 32, kernel 1x1, stride 1x1, padding 0,0,0,0",
		"b0.depthwise: 1x32x32x32 -> 32 depthwise, kernel 3x3, stride 1x1, padding 1,1,1,1",
		"b0.down: 1x32x32x32 -> 16, kernel 1x1, stride 1x1, padding 0,0,0,0 float",
		"b0.project: 1x32x32x32 -> 16, kernel 1x1, stride 1x1, padding 0,0,0,0",
		"b1.expand: 1x16x32x32 -> 96, kernel 1x1, stride 1x1, padding 0,0,0,0 signed",
		"b1.depthwise: 1x96x32x32 -> 96 depthwise, kernel 3x3, stride 1x1, padding 1,1,1,1",
		"b1.down: 1x16x32x32 -> 24, kernel 1x1, stride 1x1, padding 0,0,0,0 signed float",
		"b1.project: 1x96x32x32 -> 24, kernel 1x1, stride 1x1, padding 0,0,0,0",
		"b2.expand: 1x24x32x32 -> 144, kernel 1x1, stride 1x1, padding 0,0,0,0 signed",
		"b2.depthwise: 1x144x32x32 -> 144 depthwise, kernel 3x3, stride 1x1, padding 1,1,1,1",
		"b2.project: 1x144x32x32 -> 24, kernel 1x1, stride 1x1, padding 0,0,0,0",
		"b3.expand: 1x24x32x32 -> 144, kernel 1x1, stride 1x1, padding 0,0,0,0 signed",
		"b3.depthwise: 1x144x32x32 -> 144 depthwise, kernel 3x3, stride 2x2, padding 1,1,1,1",
		"b3.project: 1x144x16x16 -> 32, kernel 1x1, stride 1x1, padding 0,0,0,0",
	}
	net := build(t, layers, 32, nil, 1)
	for i, c := range net.Convs() {
		got := c.Name + ": " + c.Shape(1).String()
		if !c.NonNegative {
			got += " signed"
		}
		if c.Float {
			got += " float"
		}
		if i < len(want) && got != want[i] {
			t.Errorf("layer %d is %q", i, got)
		}
		if c.First != (i == 0) {
			t.Errorf("%s: first %t", c.Name, c.First)
		}
	}
	if last := net.Convs()[len(net.Convs())-1]; last.Name != "head" || !last.Float || last.Shape(1).OutC != 1280 || last.Shape(1).OutH() != 4 {
		t.Errorf("the last convolution is %s: %s", last.Name, last.Shape(1))
	}
}

func TestNamesAreUnique(t *testing.T) {
	net := build(t, layers, 8, nil, 1)
	var names []string
	for _, p := range net.Params() {
		names = append(names, p.Name)
	}
	for _, s := range net.State() {
		names = append(names, s.Name)
	}
	slices.Sort(names)
	if n := len(slices.Compact(slices.Clone(names))); n != len(names) || names[0] == "" {
		t.Errorf("%d names, %d different ones", len(names), n)
	}
	if n := len(net.Convs()); n != 57 || len(net.Params()) != 3*n+2 || len(net.State()) != 3*n || len(net.Norms()) != n || net.Head().Name != "fc" {
		t.Errorf("%d parameters and %d states of %d convolutions", len(net.Params()), len(net.State()), n)
	}
}

func TestNewRejects(t *testing.T) {
	for _, cfg := range []Config{
		{InChannels: 0, Height: 8, Width: 8, Classes: 10}, {InChannels: 3, Height: 3, Width: 8, Classes: 10},
		{InChannels: 3, Height: 8, Width: 3, Classes: 10}, {InChannels: 3, Height: 8, Width: 8, Classes: 0},
		{InChannels: 3, Height: 8, Width: 5000, Classes: 10},
	} {
		if _, err := New(cfg); !errors.Is(err, nn.ErrShape) || !strings.Contains(err.Error(), "mobilenetv2") {
			t.Errorf("%+v: error %v", cfg, err)
		}
	}
	t.Setenv(kernels.EnvName, "abacus")
	if _, err := New(Config{InChannels: 3, Height: 8, Width: 8, Classes: 10}); err == nil || !strings.Contains(err.Error(), "abacus") {
		t.Errorf("error %v", err)
	}
}

func TestForwardRejects(t *testing.T) {
	net := build(t, layers, 8, nil, 1)
	if _, err := net.Forward(t.Context(), newTensor(t, 2, 3, 8, 9), true); !errors.Is(err, nn.ErrShape) {
		t.Errorf("wrong size: error %v", err)
	}
	if err := net.Backward(t.Context(), newTensor(t, 2, 10, 1, 1)); !errors.Is(err, nn.ErrOrder) {
		t.Errorf("backward first: error %v", err)
	}
	if _, err := net.Forward(t.Context(), newTensor(t, 2, 3, 8, 8), false); err != nil {
		t.Fatal(err)
	}
	if err := net.Backward(t.Context(), newTensor(t, 2, 10, 1, 1)); !errors.Is(err, nn.ErrOrder) {
		t.Errorf("backward after evaluation: error %v", err)
	}
}

func TestSmallestImages(t *testing.T) {
	random := testseed.New(t)
	for _, engine := range []nn.Engine{nil, nn.NewDeviceEngine(conv.Reference{}, nil)} {
		net, err := New(Config{InChannels: 1, Height: 4, Width: 7, Classes: 2, Engine: engine})
		if err != nil {
			t.Fatal(err)
		}
		x, _, labels := images(t, random, 1, 1, 4, 7, 2)
		if loss := train(t, net, x, labels, 0.1); math.IsNaN(loss) {
			t.Error("the loss is not a number")
		}
	}
}

// The analytic gradients of the float64 network agree with central differences.
func TestExactNetGradients(t *testing.T) {
	random := testseed.New(t)
	net := build(t, small, 6, nil, random.Uint64())
	shake(net, random)
	_, x, labels := images(t, random, 2, 3, 6, 6, 10)
	e := newExactNet(net)
	e.run(x, labels, false)
	loss := func() (float64, exact.Kinks) {
		l, _ := e.run(x, labels, true)
		return l, e.kinks
	}
	redrawn := 0
	for _, p := range net.Params() {
		if cancels(p.Name) {
			if largest := slices.Max(e.grads[p.Name]) - slices.Min(e.grads[p.Name]); !(largest < 1e-12) {
				t.Errorf("%s: gradients are up to %g apart, want zeros", p.Name, largest)
			}
			continue
		}
		redrawn += exact.CheckGradient(t, random, p.Name, e.values[p.Name], e.grads[p.Name], loss)
	}
	t.Logf("%d of %d places redrawn at kinks", redrawn, redrawn+3*len(net.Params()))
}
