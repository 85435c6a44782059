// SPDX-License-Identifier: Apache-2.0

package fconv

import "github.com/e2train/e2train/driver/conv"

// piece is a product of a few values with rows of 16: for v < len(at) and l < 16
//
//	y[to[v]+l] (=|+=) sum over s < len(step) of x[at[v]+step[s]] * w[16*s+l]
//
// or, of a depthwise convolution, of x[at[v]+step[s]+l] * w[16*s+l], each sum made in the order of s, from zero on, before it
// is stored or added. Neither table is empty. The offsets are trusted: they lie inside.
type piece struct {
	y        []float32
	to       []int32
	x        []float32
	at, step []int32
	w        []float32
	add      bool
}

// multiplier computes a piece. It is not interrupted while it does.
type multiplier func(piece)

// multipliers are those of one rounding: of dense convolutions and of depthwise ones.
type multipliers struct{ dense, depthwise multiplier }

// of returns the one for a convolution.
func (m multipliers) of(s conv.Shape) multiplier {
	if s.Depthwise {
		return m.depthwise
	}
	return m.dense
}

// maxMACs is how many multiply-accumulates a piece has at most, a tenth of a millisecond, unless it has very many steps.
const maxMACs = 4 << 20

// blockVectors is a multiple of the number of vectors that the assembly works on at once.
const blockVectors = 6

// run computes p in pieces that are short in time.
func (m multiplier) run(p piece) {
	most := maxMACs / (lanes * len(p.step))
	most = max(most-most%blockVectors, blockVectors)
	for at, to := p.at, p.to; len(at) > 0; {
		n := min(most, len(at))
		p.at, p.to = at[:n], to[:n]
		m(p)
		at, to = at[n:], to[n:]
	}
}
