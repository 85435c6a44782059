// SPDX-License-Identifier: Apache-2.0

package energy

// random is the SplitMix64 generator of Steele, Lea and Flood (2014): integers only, the same on every machine.
type random uint64

// next returns 64 random bits.
func (r *random) next() uint64 {
	*r += 0x9e3779b97f4a7c15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// uniform returns a multiple of 2^-53 in [0, 1).
func (r *random) uniform() float64 { return float64(float64(r.next()>>11) / (1 << 53)) }

// triangular returns a number in [-1, 1) whose density is highest at 0 and falls linearly to both ends.
func (r *random) triangular() float64 { return r.uniform() + r.uniform() - 1 }
