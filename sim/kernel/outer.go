// SPDX-License-Identifier: Apache-2.0

package kernel

// outerPiece is a sum of outer products for which int32 sums are exact:
// acc[r*lanes+c] (=|+=) the sum over t < 2*pairs of g[t][r]*x[xOff[t]+c].
type outerPiece struct {
	lanes      int
	acc        []int64
	g          []int16 // pair-packed
	x          []int16
	xOff       []int32
	pairs      int
	accumulate bool
}

// ExactVectors is for how many vectors the int32 sums of outer products
// cannot overflow: |g| <= 2^15 and |x| <= 255, and 256*255*2^15 < 2^31.
const ExactVectors = 256

// Outer adds up outer products: for r, c < lanes,
//
//	acc[r*lanes+c] (=|+=) sum over t < vectors of g[t][r] * x[xOff[t]+c]
//
// g is pair-packed as [Set.PackPairs] writes it, with zeros behind an odd
// last vector, and |x| <= 255. If vectors is odd then xOff has one more
// offset, that of an entry of zeros. The result is exact for any number of
// vectors; for none it is zero.
//
// It panics if acc does not hold lanes*lanes sums, x not one entry, or g and
// xOff not vectors rounded up to an even number. The offsets are trusted.
func (s *Set) Outer(lanes int, acc []int64, g []int16, x []int16, xOff []int32, vectors int, accumulate bool) {
	checkLanes(lanes)
	require(vectors >= 0, "Outer: vectors < 0")
	pairs := vectors/2 + vectors%2
	require(len(acc) >= lanes*lanes, "Outer: acc is shorter than a tile")
	require(len(xOff)/2 >= pairs, "Outer: xOff is shorter than vectors rounded up to even")
	require(len(g)/(2*lanes) >= pairs, "Outer: g is shorter than vectors rounded up to even")
	require(len(x) >= lanes || pairs == 0, "Outer: x is shorter than an entry")
	if pairs == 0 && !accumulate {
		clear(acc[:lanes*lanes])
	}
	for p := 0; p < pairs; p += ExactVectors / 2 {
		s.outer(outerPiece{
			lanes:      lanes,
			acc:        acc,
			g:          g[p*2*lanes:],
			x:          x,
			xOff:       xOff[2*p:],
			pairs:      min(ExactVectors/2, pairs-p),
			accumulate: accumulate || p > 0,
		})
	}
}
