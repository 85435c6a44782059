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
	pieces := piecesOf(params)
	workers.Do(len(pieces), func(i int) {
		p, first, end := pieces[i].param, pieces[i].first, pieces[i].end
		plane.SGD(p.Value[first:end], p.Momentum[first:end], p.Grad[first:end], o.Momentum, o.WeightDecay, lr)
	})
	for _, p := range params {
		ops[OpOptimizer] += int64(len(p.Value))
	}
}

// paramPiece is the values first ... end-1 of a parameter.
type paramPiece struct {
	param      *Param
	first, end int
}

// piecesOf cuts parameters into pieces for threads: one layer may have most of the weights.
func piecesOf(params []*Param) []paramPiece {
	n := 0
	for _, p := range params {
		n += (len(p.Value) + pieceLen - 1) / pieceLen
	}
	pieces := make([]paramPiece, 0, n)
	for _, p := range params {
		for first := 0; first < len(p.Value); first += pieceLen {
			pieces = append(pieces, paramPiece{p, first, min(first+pieceLen, len(p.Value))})
		}
	}
	return pieces
}
