// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/workers"
)

// SGD is stochastic gradient descent with momentum and weight decay on every parameter.
type SGD struct {
	Momentum, WeightDecay float32
}

// Step updates every parameter from its gradient, elementwise in float32 without fused operations:
// v = Momentum*v + (g + WeightDecay*w); w = w - lr*v. Where g is a sign (PSG) it was taken before, so v is no sign, and a
// step of w not one of lr. It adds the number of parameters to ops.
func (o SGD) Step(params []*Param, lr float32, ops *Ops) {
	workers.Do(len(params), func(i int) {
		p := params[i]
		plane.SGD(p.Value, p.Momentum, p.Grad, o.Momentum, o.WeightDecay, lr)
	})
	for _, p := range params {
		ops[OpOptimizer] += int64(len(p.Value))
	}
}
