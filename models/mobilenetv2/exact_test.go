// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
	"github.com/e2train/e2train/models/nn"
)

// exactNet is the network in plain float64, written from the definition of its blocks: the reference for Net. Parameters are
// those of a Net, by name; so are gradients.
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

// exactLayer is convolution, batch norm and perhaps ReLU with what backward needs.
type exactLayer struct {
	name   string
	shape  conv.Shape
	norm   exact.Norm
	x, out exact.Tensor
	relu   bool
}

func (e *exactNet) layer(c *nn.Conv, x exact.Tensor, relu bool) *exactLayer {
	l := &exactLayer{name: c.Name, shape: c.Shape(x.N), x: x, relu: relu}
	l.norm = exact.Norm{Gamma: e.values[c.Name+".bn.gamma"], Beta: e.values[c.Name+".bn.beta"]}
	l.out = l.norm.Forward(exact.Conv(l.shape, x, e.values[c.Name+".weight"]))
	if relu {
		l.out = exact.ReLU(l.out, &e.kinks)
	}
	return l
}

// backward stores the gradients of a layer's parameters and returns that of its input.
func (e *exactNet) backward(l *exactLayer, dz exact.Tensor) exact.Tensor {
	if l.relu {
		dz = exact.ReLUGradient(dz, l.out)
	}
	var dy exact.Tensor
	dy, e.grads[l.name+".bn.gamma"], e.grads[l.name+".bn.beta"] = l.norm.Backward(dz)
	e.grads[l.name+".weight"] = exact.ConvWeightGradient(l.shape, l.x, dy)
	return exact.ConvInputGradient(l.shape, dy, e.values[l.name+".weight"])
}

// run returns the loss, and unless forwardOnly computes all gradients.
func (e *exactNet) run(x exact.Tensor, labels []int, forwardOnly bool) (loss float64, logits exact.Tensor) {
	e.kinks = exact.Kinks{}
	stem := e.layer(e.net.stem.Conv, x, true)
	a := stem.out
	var back []func(exact.Tensor) exact.Tensor
	for _, b := range e.net.blocks {
		var undo func(exact.Tensor) exact.Tensor
		a, undo = e.block(b, a)
		back = append(back, undo)
	}
	head := e.layer(e.net.head.Conv, a, true)
	pooled := exact.Pool(head.out)
	logits = exact.Linear(pooled, e.values["fc.weight"], e.values["fc.bias"])
	loss, g := exact.CrossEntropy(logits, labels)
	e.loss = loss
	if forwardOnly {
		return loss, logits
	}
	g, e.grads["fc.weight"], e.grads["fc.bias"] = exact.LinearGradient(g, pooled, e.values["fc.weight"])
	g = e.backward(head, exact.PoolGradient(g, head.out.H, head.out.W))
	for i := len(back) - 1; i >= 0; i-- {
		g = back[i](g)
	}
	e.backward(stem, g)
	return loss, logits
}

// block returns project(depthwise(expand x)) + shortcut(x), and the function from the gradient of that to the gradient of x. The
// shortcut is what the stride and the channels say, not what the block has.
func (e *exactNet) block(b *block, x exact.Tensor) (exact.Tensor, func(exact.Tensor) exact.Tensor) {
	expand := e.layer(b.expand.Conv, x, true)
	depthwise := e.layer(b.depthwise.Conv, expand.out, true)
	project := e.layer(b.project.Conv, depthwise.out, false)
	out := project.out
	var down *exactLayer
	same := x.C == out.C
	residual := b.depthwise.Conv.Shape(1).StrideY == 1
	switch {
	case residual && same:
		out = out.Plus(x)
	case residual:
		down = e.layer(b.path.Shortcut.Conv, x, false)
		out = out.Plus(down.out)
	}
	return out, func(g exact.Tensor) exact.Tensor {
		dx := e.backward(expand, e.backward(depthwise, e.backward(project, g)))
		switch {
		case residual && same:
			return dx.Plus(g)
		case residual:
			return dx.Plus(e.backward(down, g))
		}
		return dx
	}
}
