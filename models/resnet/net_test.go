// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/internal/testseed"
	"github.com/e2train/e2train/models/nn"
)

// Numbers of parameters and multiply-accumulates for 3x32x32 images, by hand from the table of layers.
func TestSizes(t *testing.T) {
	for _, tt := range []struct {
		depth, classes int
		params, macs   int64
	}{
		{38, 10, 564122, 83280512},
		{74, 10, 1147418, 168215168},
		{74, 100, 1147418 - 650 + 6500, 168220928},
		{110, 10, 1730714, 253149824},
		{110, 100, 1730714 - 650 + 6500, 253155584},
	} {
		net := newNet(t, tt.depth, 3, 32, 32, tt.classes, nil, 1)
		var params, convParams, macs int64
		for _, p := range net.Params() {
			params += int64(len(p.Value))
			if p.Conv {
				convParams += int64(len(p.Value))
			}
		}
		for _, c := range net.Convs() {
			macs += c.Shape(1).MACs()
		}
		macs += 64 * int64(tt.classes)
		if params != tt.params || macs != tt.macs {
			t.Errorf("resnet%d, %d classes: %d parameters, %d multiply-accumulates, not %d and %d",
				tt.depth, tt.classes, params, macs, tt.params, tt.macs)
		}
		if tt.depth == 74 && convParams != 1141168 {
			t.Errorf("resnet74: %d parameters of convolutions", convParams)
		}
	}
}

func TestLayers(t *testing.T) {
	net := newNet(t, 8, 3, 9, 6, 10, nil, 1)
	want := []string{
		"stem: 1x3x9x6 -> 16, kernel 3x3, stride 1x1, padding 1,1,1,1",
		"g1.b0.conv1: 1x16x9x6 -> 16, kernel 3x3, stride 1x1, padding 1,1,1,1",
		"g1.b0.conv2: 1x16x9x6 -> 16, kernel 3x3, stride 1x1, padding 1,1,1,1",
		"g2.b0.conv1: 1x16x9x6 -> 32, kernel 3x3, stride 2x2, padding 1,1,1,1",
		"g2.b0.down: 1x16x9x6 -> 32, kernel 1x1, stride 2x2, padding 0,0,0,0",
		"g2.b0.conv2: 1x32x5x3 -> 32, kernel 3x3, stride 1x1, padding 1,1,1,1",
		"g3.b0.conv1: 1x32x5x3 -> 64, kernel 3x3, stride 2x2, padding 1,1,1,1",
		"g3.b0.down: 1x32x5x3 -> 64, kernel 1x1, stride 2x2, padding 0,0,0,0",
		"g3.b0.conv2: 1x64x3x2 -> 64, kernel 3x3, stride 1x1, padding 1,1,1,1",
	}
	for i, c := range net.Convs() {
		if got := c.Name + ": " + c.Shape(1).String(); i >= len(want) || got != want[i] {
			t.Errorf("layer %d is %s", i, got)
		}
		if c.NonNegative == (i == 0) || c.First != (i == 0) {
			t.Errorf("%s: unsigned %t, first %t", c.Name, c.NonNegative, c.First)
		}
	}
	if len(net.Convs()) != len(want) {
		t.Errorf("%d convolutions", len(net.Convs()))
	}
	if got := newNet(t, 20, 3, 8, 8, 10, nil, 1).Convs()[3].Name; got != "g1.b1.conv1" {
		t.Errorf("the first convolution of the second block is called %s", got)
	}
}

func TestNamesAreUnique(t *testing.T) {
	net := newNet(t, 14, 3, 8, 8, 10, nil, 1)
	seen := map[string]bool{}
	note := func(name string) {
		if seen[name] || name == "" {
			t.Errorf("name %q twice", name)
		}
		seen[name] = true
	}
	for _, p := range net.Params() {
		note(p.Name)
	}
	for _, s := range net.State() {
		note(s.Name)
	}
	if n := len(net.Convs()); len(net.Params()) != 3*n+2 || len(net.State()) != 3*n {
		t.Errorf("%d parameters and %d states of %d convolutions", len(net.Params()), len(net.State()), n)
	}
}

func TestNewRejects(t *testing.T) {
	for _, tt := range []struct{ depth, c, h, w, classes int }{
		{2, 3, 32, 32, 10}, {7, 3, 32, 32, 10}, {21, 3, 32, 32, 10}, {116, 3, 32, 32, 10}, {-4, 3, 32, 32, 10},
		{8, 0, 32, 32, 10}, {8, 3, 3, 32, 10}, {8, 3, 32, 3, 10}, {8, 3, 32, 32, 0}, {8, 3, 5000, 32, 10},
	} {
		if _, err := New(tt.depth, tt.c, tt.h, tt.w, tt.classes, nil, 1); !errors.Is(err, nn.ErrShape) || !strings.Contains(err.Error(), "resnet") {
			t.Errorf("%+v: error %v", tt, err)
		}
	}
}

func TestForwardRejectsShapes(t *testing.T) {
	net := newNet(t, 8, 3, 8, 8, 10, nil, 1)
	for _, x := range []*nn.Tensor{newTensor(t, 2, 3, 8, 9), newTensor(t, 2, 4, 8, 8), {}} {
		if _, err := net.Forward(context.Background(), x, true); !errors.Is(err, nn.ErrShape) {
			t.Errorf("images %s: error %v", x, err)
		}
	}
	if err := net.Backward(context.Background(), newTensor(t, 2, 10, 1, 1)); !errors.Is(err, nn.ErrOrder) {
		t.Errorf("backward first: error %v", err)
	}
	x := newTensor(t, 2, 3, 8, 8)
	if _, err := net.Forward(context.Background(), x, false); err != nil {
		t.Fatal(err)
	}
	if err := net.Backward(context.Background(), newTensor(t, 2, 10, 1, 1)); !errors.Is(err, nn.ErrOrder) {
		t.Errorf("backward after evaluation: error %v", err)
	}
}

// cancelling cancels after so many passes.
type cancelling struct {
	conv.Reference
	left   int
	cancel func()
}

func (c *cancelling) Forward(ctx context.Context, s conv.Shape, x conv.Activations, w []int8, shift uint, y []int32) (conv.Report, error) {
	if c.left--; c.left == 0 {
		c.cancel()
	}
	return c.Reference.Forward(ctx, s, x, w, shift, y)
}

func TestForwardStopsBetweenLayers(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	device := &cancelling{left: 3, cancel: cancel}
	net := newNet(t, 8, 3, 4, 4, 10, nn.NewDeviceEngine(device, nil), 1)
	if _, err := net.Forward(ctx, newTensor(t, 1, 3, 4, 4), true); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if device.left != 0 {
		t.Errorf("%d layers ran after the cancellation", -device.left)
	}
}

// Batches of any size, one after the other, give what a network that saw only the last one gives.
func TestBatchSizesMayChange(t *testing.T) {
	random := testseed.New(t)
	fresh, used := newNet(t, 8, 3, 8, 8, 10, nil, 5), newNet(t, 8, 3, 8, 8, 10, nil, 5)
	for _, n := range []int{7, 1, 4} {
		x, _, labels := images(t, random, n, 3, 8, 8, 10)
		gradients(t, used, x, labels)
	}
	x, _, labels := images(t, random, 5, 3, 8, 8, 10)
	if a, b := gradients(t, fresh, x, labels), gradients(t, used, x, labels); a != b {
		t.Errorf("loss %g and %g", a, b)
	}
	for i, p := range fresh.Params() {
		if !slices.Equal(p.Grad, used.Params()[i].Grad) {
			t.Errorf("gradients of %s differ", p.Name)
		}
	}
}

func TestSmallestImages(t *testing.T) {
	random := testseed.New(t)
	for _, size := range [][2]int{{4, 4}, {5, 7}, {4, 9}} {
		for _, engine := range []nn.Engine{nn.NewFloatEngine(nil), nn.NewDeviceEngine(conv.Reference{}, nil)} {
			net := newNet(t, 8, 1, size[0], size[1], 2, engine, 1)
			x, _, labels := images(t, random, 1, 1, size[0], size[1], 2)
			if loss := train(t, net, x, labels, 0.1); math.IsNaN(loss) {
				t.Errorf("%d: the loss is not a number", size)
			}
		}
	}
}

// The analytic gradients of the float64 network agree with central differences.
func TestExactNetGradients(t *testing.T) {
	random := testseed.New(t)
	net := newNet(t, 8, 3, 8, 8, 10, nil, random.Uint64())
	_, x, labels := images(t, random, 2, 3, 8, 8, 10)
	e := newExactNet(net)
	e.run(x, labels, false)
	loss := func() (float64, exact.Kinks) {
		l, _ := e.run(x, labels, true)
		return l, e.kinks
	}
	redrawn := 0
	for _, p := range net.Params() {
		redrawn += exact.CheckGradient(t, random, p.Name, e.values[p.Name], e.grads[p.Name], loss)
	}
	t.Logf("%d of %d places redrawn at kinks", redrawn, redrawn+3*len(net.Params()))
}
