// SPDX-License-Identifier: Apache-2.0

package fconv

// product is sums over windows: for every block b of the destination, pixel p of the lattice and lane l
//
//	dst[b][p][l] = sum over taps t of frame[p + t] * weights[b][t][l]
//
// or, depthwise, of frame[b][p + t][l] * weights[b][t][l].
type product struct {
	lattice
	taps
	spans  []span
	packed []float32 // the weights; lanes without a channel stay zero
}

func newProduct(l lattice, t taps) product {
	p := product{lattice: l, taps: t, packed: make([]float32, t.len())}
	p.spans = p.spansByRows()
	return p
}

// complete reports whether every row of the lattice has taps.
func (p *product) complete() bool {
	rows := 0
	for _, s := range p.spans {
		rows += s.end - s.first
	}
	return rows == p.rows
}

// setWeights takes the weights, in the order of the convolution.
func (p *product) setWeights(w []float32) { p.pack(p.packed, w) }

// run computes the product into dst, which has plane values in each block. Rows without taps are left alone.
func (p *product) run(m multiplier, dst []float32, plane int, frame []float32) {
	for b := 0; b*lanes < p.channels; b++ {
		for i := range p.spans {
			p.runSpan(m, &p.spans[i], dst[b*plane:], b, p.seen(frame, b))
		}
	}
}

// runSpan computes the rows of a span in block b, which dst is.
func (p *product) runSpan(m multiplier, s *span, dst []float32, b int, frame []float32) {
	p.eachBand(s.first, s.end, func(pixels, from, to int) {
		for i := range s.chunks {
			c := &s.chunks[i]
			m.run(piece{
				y: dst[to:], to: p.to[:pixels],
				x: frame[c.base+from:], at: p.from[:pixels],
				step: c.step, w: p.packed[p.row(b, c.first):],
				add: i > 0,
			})
		}
	})
}
