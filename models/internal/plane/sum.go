// SPDX-License-Identifier: Apache-2.0

package plane

// Float is what Sum adds.
type Float interface{ float32 | float64 }

// Sum adds x in float64 in the one order that scalar reductions have here: element i goes to partial sum i%16, in
// order of i, and the 16 partial sums are added by [Tree].
func Sum[T Float](x []T) float64 {
	var partial Sums
	for i, v := range x {
		partial[i%Lanes] += float64(v)
	}
	return Tree(&partial)
}

// Dot returns the sum of a[i]*b[i] in the order of [Sum]; the products are exact. b is at least as long as a.
func Dot(a, b []float32) float64 {
	var partial Sums
	b = b[:len(a)]
	for i, v := range a {
		partial[i%Lanes] += float64(float64(v) * float64(b[i]))
	}
	return Tree(&partial)
}

// Tree adds 16 partial sums by halving: lane i takes lane i+8, then i+4, i+2, i+1, that is
// ((0+8)+(4+12)) + ((2+10)+(6+14)) + the same of the odd lanes.
func Tree(partial *Sums) float64 {
	s := *partial
	for half := Lanes / 2; half > 0; half /= 2 {
		for i := range half {
			s[i] += s[i+half]
		}
	}
	return s[0]
}
