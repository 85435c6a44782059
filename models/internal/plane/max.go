// SPDX-License-Identifier: Apache-2.0

package plane

import "math"

// MaxAbs returns the largest absolute value in x, of any length: 0 for none, an infinity or a NaN if x holds one.
func MaxAbs(x []float32) float32 { return chosen.Load().maxAbs(x) }

func portableMaxAbs(x []float32) float32 {
	var m0, m1, m2, m3 uint32
	for i := 0; i+4 <= len(x); i += 4 {
		s := (*[4]float32)(x[i : i+4])
		m0, m1 = max(m0, magnitude(s[0])), max(m1, magnitude(s[1]))
		m2, m3 = max(m2, magnitude(s[2])), max(m3, magnitude(s[3]))
	}
	for _, v := range x[len(x)&^3:] {
		m0 = max(m0, magnitude(v))
	}
	return math.Float32frombits(max(m0, m1, m2, m3))
}
