// SPDX-License-Identifier: Apache-2.0

package fconv

// gradient is the sums over pixels of backward-weights: for every block b of the output, tap t and lane l
//
//	sums[b][t][l] += sum over pixels p of the lattice of frame[p + t] * dy[b][p][l]
//
// or, depthwise, of frame[b][p + t][l] * dy[b][p][l].
// It is the product of forward with the tables exchanged: taps are what is computed and pixels what is added up.
type gradient struct {
	*product
	spans []span
	sums  []int32 // offset of each tap of a chunk in its sums
}

// maxPixels is how many pixels are added up in registers at most. With the rows of the frame that they lie in they stay
// in the first cache while the taps of a chunk pass by.
const maxPixels = 128

func newGradient(forward *product) gradient {
	g := gradient{product: forward, spans: forward.spansByTaps()}
	for i := range maxTaps {
		g.sums = append(g.sums, int32(i*lanes))
	}
	return g
}

// add adds the gradient over an image. The sums of a chunk stay in the first cache while its pixels pass by.
func (g *gradient) add(m multiplier, sums, frame, dy []float32) {
	plane := g.rows * g.cols * lanes
	for b := 0; b*lanes < g.channels; b++ {
		for i := range g.spans {
			s := &g.spans[i]
			for j := range s.chunks {
				c := &s.chunks[j]
				g.addChunk(m, sums[g.row(b, c.first):], s, c, g.seen(frame, b), dy[b*plane:(b+1)*plane])
			}
		}
	}
}

// addChunk adds the gradient of a chunk over the rows of its span; dy is that of one block.
func (g *gradient) addChunk(m multiplier, sums []float32, s *span, c *chunk, frame, dy []float32) {
	g.eachBand(s.first, s.end, func(pixels, from, to int) {
		each := share(pixels, maxPixels)
		for p := 0; p < pixels; p += each {
			n := min(each, pixels-p)
			m.run(piece{
				y: sums, to: g.sums[:len(c.step)],
				x: frame[c.base+from:], at: c.step,
				step: g.from[p : p+n], w: dy[to+p*lanes:][:n*lanes],
				add: true,
			})
		}
	})
}
