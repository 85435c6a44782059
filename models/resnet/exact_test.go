// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/nn"
)

// exactNet is a residual network in plain float64, written from the definition of its blocks: the reference for Net.
// Parameters are those of a Net, by name; so are gradients.
type exactNet struct {
	net    *Net
	values map[string][]float64
	grads  map[string][]float64
	kinks  exact.Kinks // of the last run
	loss   float64
}

func newExactNet(net *Net) *exactNet {
	e := &exactNet{net: net, values: map[string][]float64{}, grads: map[string][]float64{}}
	for _, p := range net.Params() {
		e.values[p.Name] = make([]float64, len(p.Value))
		for i, v := range p.Value {
			e.values[p.Name][i] = float64(v)
		}
	}
	return e
}

// exactLayer is convolution and batch norm with what backward needs.
type exactLayer struct {
	name  string
	shape conv.Shape
	norm  exact.Norm
	x     exact.Tensor
}

func (e *exactNet) layer(c *nn.Conv, x exact.Tensor) (*exactLayer, exact.Tensor) {
	l := &exactLayer{name: c.Name, shape: c.Shape(x.N), x: x}
	l.norm = exact.Norm{Gamma: e.values[c.Name+".bn.gamma"], Beta: e.values[c.Name+".bn.beta"]}
	return l, l.norm.Forward(exact.Conv(l.shape, x, e.values[c.Name+".weight"]))
}

// backward stores the gradients of a layer's parameters and returns that of its input.
func (e *exactNet) backward(l *exactLayer, dz exact.Tensor) exact.Tensor {
	var dy exact.Tensor
	dy, e.grads[l.name+".bn.gamma"], e.grads[l.name+".bn.beta"] = l.norm.Backward(dz)
	e.grads[l.name+".weight"] = exact.ConvWeightGradient(l.shape, l.x, dy)
	return exact.ConvInputGradient(l.shape, dy, e.values[l.name+".weight"])
}

// run returns the loss, and unless forwardOnly computes all gradients.
func (e *exactNet) run(x exact.Tensor, labels []int, forwardOnly bool) (loss float64, logits exact.Tensor) {
	e.kinks = exact.Kinks{}
	stem, before := e.layer(e.net.stem.Conv, x)
	a := exact.ReLU(before, &e.kinks)
	stemOut := a
	var back []func(exact.Tensor) exact.Tensor
	for _, b := range e.net.blocks {
		var undo func(exact.Tensor) exact.Tensor
		a, undo = e.block(b, a)
		back = append(back, undo)
	}
	pooled := exact.Pool(a)
	logits = exact.Linear(pooled, e.values["fc.weight"], e.values["fc.bias"])
	loss, g := exact.CrossEntropy(logits, labels)
	e.loss = loss
	if forwardOnly {
		return loss, logits
	}
	g, e.grads["fc.weight"], e.grads["fc.bias"] = exact.LinearGradient(g, pooled, e.values["fc.weight"])
	g = exact.PoolGradient(g, a.H, a.W)
	for i := len(back) - 1; i >= 0; i-- {
		g = back[i](g)
	}
	e.backward(stem, exact.ReLUGradient(g, stemOut))
	return loss, logits
}

// block returns relu(bn2(conv2(relu(bn1(conv1 x)))) + shortcut(x)), and the function from the gradient of that to the
// gradient of x.
func (e *exactNet) block(b *block, x exact.Tensor) (exact.Tensor, func(exact.Tensor) exact.Tensor) {
	first, before := e.layer(b.first.Conv, x)
	hidden := exact.ReLU(before, &e.kinks)
	second, sum := e.layer(b.second.Conv, hidden)
	var down *exactLayer
	shortcut := x
	if b.path.Shortcut != nil {
		down, shortcut = e.layer(b.path.Shortcut.Conv, x)
	}
	out := exact.ReLU(sum.Plus(shortcut), &e.kinks)
	return out, func(g exact.Tensor) exact.Tensor {
		dz := exact.ReLUGradient(g, out)
		dx := e.backward(first, exact.ReLUGradient(e.backward(second, dz), hidden))
		if down == nil {
			return dx.Plus(dz)
		}
		return dx.Plus(e.backward(down, dz))
	}
}
