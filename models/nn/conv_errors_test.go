// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/sim/kernel"
)

var errDevice = errors.New("device lost")

// engines are all implementations, for tests of what they have in common.
func engines() map[string]func() Engine {
	return map[string]func() Engine{
		"device": func() Engine { return NewDeviceEngine(conv.Reference{}, nil) },
		"float":  func() Engine { return NewFloatEngine(nil) },
		"signs":  func() Engine { return NewSignEngine(conv.Reference{}, SignOptions{Beta: 0.05}, nil, nil) },
	}
}

// floatKernels are what E2TRAIN_KERNELS can choose for the float engine: the fastest of this processor, and those that run
// everywhere.
var floatKernels = []string{"", "portable"}

// failsIn checks that err wraps want and names the layer.
func failsIn(t *testing.T, what string, err error, layer string, want error) {
	t.Helper()
	var in *LayerError
	if !errors.Is(err, want) || !errors.As(err, &in) || in.Layer != layer || !strings.Contains(err.Error(), layer) {
		t.Errorf("%s: error %v", what, err)
	}
}

// step holds operands of a layer for a batch of 2.
type step struct {
	x      *Activation
	y      *Tensor
	dy, dx *Gradient
}

func newStep(t *testing.T, s conv.Shape) step {
	x, dy := exact.New(2, s.InC, s.InH, s.InW), exact.New(2, s.OutC, s.OutH(), s.OutW())
	x.Data[0], dy.Data[0] = 1, 1
	return step{activation(t, x), blocked(t, dy.Like()), gradient(t, dy), gradient(t, x)}
}

func TestConvRejectsShapes(t *testing.T) {
	for name, engine := range engines() {
		c := newConv(t, engine(), ConvConfig{Shape: shapes[1]})
		good, other := newStep(t, shapes[1]), newStep(t, shapes[0])
		forward := func(what string, x *Activation, y *Tensor) {
			t.Helper()
			failsIn(t, name+": "+what, c.Forward(t.Context(), x, true, y, nil), "layer", ErrShape)
		}
		unmeasured := *good.x
		unmeasured.Max = nil
		forward("wrong input", other.x, good.y)
		forward("wrong output", good.x, other.y)
		forward("empty input", new(Activation), good.y)
		forward("input without maxima", &unmeasured, good.y)
		if err := c.Forward(t.Context(), good.x, true, good.y, nil); err != nil {
			t.Fatal(err)
		}
		backward := func(what string, dy, dx *Gradient, sink Sink) {
			t.Helper()
			failsIn(t, name+": "+what, c.Backward(t.Context(), dy, dx, sink), "layer", ErrShape)
		}
		backward("wrong output gradient", other.dy, good.dx, Sink{})
		backward("wrong input gradient", good.dy, other.dx, Sink{})
		backward("no input gradient", good.dy, nil, Sink{})
		backward("wrong second gradient", good.dy, good.dx, Sink{Add: other.dx})
	}
}

func TestConvRejectsOrder(t *testing.T) {
	for name, engine := range engines() {
		c, s := newConv(t, engine(), ConvConfig{Shape: shapes[1]}), newStep(t, shapes[1])
		failsIn(t, name+": no forward", c.Backward(t.Context(), s.dy, s.dx, Sink{}), "layer", ErrOrder)
		for _, train := range []bool{true, false} {
			if err := c.Forward(t.Context(), s.x, train, s.y, nil); err != nil {
				t.Fatal(err)
			}
		}
		failsIn(t, name+": after evaluation", c.Backward(t.Context(), s.dy, s.dx, Sink{}), "layer", ErrOrder)
		norm, err := NewBatchNorm(NewWorkspace(nil, 1), "norm", shapes[1].InC, true)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Forward(t.Context(), s.x, true, s.y, nil); err != nil {
			t.Fatal(err)
		}
		failsIn(t, name+": producer without forward", c.Backward(t.Context(), s.dy, s.dx, Sink{Norm: norm}), "layer", ErrOrder)
	}
}

func TestConvRejectsNonFinite(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	for name, engine := range engines() {
		for _, bad := range []float32{nan, inf} {
			c, s := newConv(t, engine(), ConvConfig{Shape: shapes[1]}), newStep(t, shapes[1])
			s.x.Data[7] = bad
			if err := s.x.View(&s.x.Tensor); err != nil {
				t.Fatal(err)
			}
			failsIn(t, name+": input", c.Forward(t.Context(), s.x, true, s.y, nil), "layer", ErrNotFinite)
			if c.Range[0] != 0 {
				t.Errorf("%s: the running range became %g", name, c.Range[0])
			}
			s = newStep(t, shapes[1])
			if err := c.Forward(t.Context(), s.x, true, s.y, nil); err != nil {
				t.Fatal(err)
			}
			s.dy.Max = bad
			failsIn(t, name+": gradient", c.Backward(t.Context(), s.dy, s.dx, Sink{}), "layer", ErrNotFinite)
		}
	}
}

func TestDeviceEngineRejectsScales(t *testing.T) {
	c, s := newConv(t, NewDeviceEngine(conv.Reference{}, nil), ConvConfig{Shape: shapes[1]}), newStep(t, shapes[1])
	c.Weight.Value[3] = float32(math.NaN())
	failsIn(t, "weights", c.Forward(t.Context(), s.x, true, s.y, nil), "layer", ErrNotFinite)
	c.Weight.Value[3] = 1e30
	s.x.Data[0] = 1e30
	if err := s.x.View(&s.x.Tensor); err != nil {
		t.Fatal(err)
	}
	failsIn(t, "output scale", c.Forward(t.Context(), s.x, true, s.y, nil), "layer", ErrNotFinite)
	c.Weight.Value[3] = 1
	if err := c.Forward(t.Context(), s.x, true, s.y, nil); err != nil {
		t.Fatal(err)
	}
	s.dy.Data[0], s.dy.Max = 1e30, 1e30
	failsIn(t, "weight gradient scale", c.Backward(t.Context(), s.dy, s.dx, Sink{}), "layer", ErrNotFinite)
	s = newStep(t, shapes[1])
	c.Weight.Value[3] = 1e30
	if err := c.Forward(t.Context(), s.x, true, s.y, nil); err != nil {
		t.Fatal(err)
	}
	s.dy.Data[0], s.dy.Max = 1e30, 1e30
	failsIn(t, "input gradient scale", c.Backward(t.Context(), s.dy, s.dx, Sink{}), "layer", ErrNotFinite)
}

func TestDeviceEngineReturnsDeviceErrors(t *testing.T) {
	device := newRecorder()
	c, s := newConv(t, NewDeviceEngine(device, nil), ConvConfig{Shape: shapes[1]}), newStep(t, shapes[1])
	fail := func(what string, want error) {
		t.Helper()
		failsIn(t, what, c.Forward(t.Context(), s.x, true, s.y, nil), "layer", want)
		saturated, err := device.saturated, device.err
		device.saturated, device.err = false, nil
		if err := c.Forward(t.Context(), s.x, true, s.y, nil); err != nil {
			t.Fatal(err)
		}
		device.saturated, device.err = saturated, err
		failsIn(t, what, c.Backward(t.Context(), s.dy, s.dx, Sink{}), "layer", want)
	}
	device.err = errDevice
	fail("lost device", errDevice)
	device.err, device.saturated = nil, true
	fail("saturation", ErrSaturated)
}

func TestConvStopsWhenCancelled(t *testing.T) {
	for name, engine := range engines() {
		c, s := newConv(t, engine(), ConvConfig{Shape: shapes[1]}), newStep(t, shapes[1])
		if err := c.Forward(t.Context(), s.x, true, s.y, nil); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := c.Backward(ctx, s.dy, s.dx, Sink{}); err != context.Canceled {
			t.Errorf("%s: backward returns %v", name, err)
		}
		if err := c.Forward(ctx, s.x, true, s.y, nil); err != context.Canceled {
			t.Errorf("%s: forward returns %v", name, err)
		}
	}
}

func TestNewConvRejectsShapes(t *testing.T) {
	good := shapes[0]
	tests := map[string]func(s *conv.Shape){
		"no input channels":   func(s *conv.Shape) { s.InC = 0 },
		"negative channels":   func(s *conv.Shape) { s.OutC = -1 },
		"no height":           func(s *conv.Shape) { s.InH = 0 },
		"kernel too large":    func(s *conv.Shape) { s.KH = 9 },
		"stride 3":            func(s *conv.Shape) { s.StrideX = 3 },
		"stride 0":            func(s *conv.Shape) { s.StrideY = 0 },
		"padding like kernel": func(s *conv.Shape) { s.PadTop = 3 },
		"smaller than kernel": func(s *conv.Shape) { s.InH, s.PadTop, s.PadBottom = 2, 0, 0 },
	}
	for name, spoilShape := range tests {
		s := good
		spoilShape(&s)
		for _, build := range []func() error{
			func() error { _, err := NewConv(NewWorkspace(nil, 1), ConvConfig{Name: "layer", Shape: s}); return err },
			func() error {
				_, err := NewConvNorm(NewWorkspace(nil, 1), ConvConfig{Name: "layer", Shape: s}, true)
				return err
			},
		} {
			if err := build(); !errors.Is(err, ErrShape) || !errors.Is(err, conv.ErrShape) || !strings.Contains(err.Error(), "layer") {
				t.Errorf("%s: error %v", name, err)
			}
		}
	}
}

// Kernels that there are not are an error of whoever builds the layer.
func TestUnknownKernels(t *testing.T) {
	t.Setenv(kernel.EnvName, "avx9000")
	_, err := NewConv(NewWorkspace(nil, 1), ConvConfig{Name: "layer", Shape: shapes[0]})
	if err == nil || !strings.Contains(err.Error(), "layer") || !strings.Contains(err.Error(), "avx9000") {
		t.Errorf("error %v", err)
	}
}
