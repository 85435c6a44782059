// SPDX-License-Identifier: Apache-2.0

package nn

import "context"

// ConvNorm is a convolution followed by batch norm, an optional shortcut and an optional ReLU: what residual networks
// are made of, and what this package passes through memory as few times as it can. Forward: quantise; the device's
// convolution; dequantise with moments; normalise, add, ReLU and maximum. Backward: input gradient of batch norm with
// maximum; quantise; the device's two convolutions; dequantise, with the sums that the layer before needs.
type ConvNorm struct {
	Conv *Conv
	Norm *BatchNorm

	ws *Workspace
}

// NewConvNorm returns the convolution cfg with batch norm, named cfg.Name + ".bn", that ends in ReLU or does not.
// Impossible shapes are errors that wrap [ErrShape].
func NewConvNorm(ws *Workspace, cfg ConvConfig, relu bool) (*ConvNorm, error) {
	c, err := NewConv(ws, cfg)
	if err != nil {
		return nil, err
	}
	norm, err := NewBatchNorm(ws, cfg.Name+".bn", cfg.Shape.OutC, relu)
	if err != nil {
		return nil, err
	}
	return &ConvNorm{Conv: c, Norm: norm, ws: ws}, nil
}

// Forward returns the layer's output in a buffer of the workspace, which the caller releases when it is no longer
// needed. shortcut may be nil, and else is added before ReLU.
func (l *ConvNorm) Forward(ctx context.Context, x, shortcut *Activation, train bool) (*Activation, error) {
	return l.ForwardTo(ctx, nil, x, shortcut, train)
}

// ForwardTo is Forward into out, which has the output's shape; nil is for a buffer of the workspace. out may be the shortcut.
func (l *ConvNorm) ForwardTo(ctx context.Context, out, x, shortcut *Activation, train bool) (*Activation, error) {
	s := l.Conv.Shape(x.N)
	y, moments := l.Norm.Input(s.Batch, s.OutH(), s.OutW())
	if !train {
		moments = nil
	}
	if err := l.Conv.Forward(ctx, x, train, y, moments); err != nil {
		return nil, err
	}
	if out == nil {
		out = l.ws.activation(y.N, y.C, y.H, y.W)
	}
	if err := l.Norm.Forward(out, shortcut, train); err != nil {
		return nil, err
	}
	return out, nil
}

// Backward takes the gradient of the output and returns that of the input, passed through sink, in a buffer of the
// workspace that the caller releases; for the first layer of a network it returns nil. dz is treated as
// [BatchNorm.Backward] says and remains the caller's.
func (l *ConvNorm) Backward(ctx context.Context, dz *Gradient, sink Sink) (*Gradient, error) {
	s := l.Conv.Shape(dz.N)
	dy := l.ws.gradient(s.Batch, s.OutC, s.OutH(), s.OutW())
	defer l.ws.ReleaseGradients(dy)
	if err := l.Norm.Backward(dz, dy); err != nil {
		return nil, err
	}
	if l.Conv.First {
		return nil, l.Conv.Backward(ctx, dy, nil, Sink{})
	}
	dx := sink.Into
	if dx == nil {
		dx = l.ws.gradient(s.Batch, s.InC, s.InH, s.InW)
	}
	if err := l.Conv.Backward(ctx, dy, dx, sink); err != nil {
		return nil, err
	}
	return dx, nil
}

// Params returns the weight, gamma and beta.
func (l *ConvNorm) Params() []*Param { return []*Param{l.Conv.Weight, l.Norm.Gamma, l.Norm.Beta} }

// State returns the range of the convolution's input and the running statistics.
func (l *ConvNorm) State() []State {
	return []State{
		{l.Conv.Name + ".range", l.Conv.Range},
		{l.Norm.Name + ".running_mean", l.Norm.RunningMean},
		{l.Norm.Name + ".running_var", l.Norm.RunningVar},
	}
}
