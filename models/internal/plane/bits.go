// SPDX-License-Identifier: Apache-2.0

package plane

import "math"

const (
	signless = 0x7fffffff // a float32 without its sign: as an integer, ordered like the absolute values

	roundingBias     = 3 << 22    // 1.5 * 2^23: adding it leaves a float32 without fraction bits
	roundingBiasBits = 0x4b400000 // its bits
)

func fromBits(b int32) float32 { return math.Float32frombits(uint32(b)) }

// magnitude returns the bits of |v|.
func magnitude(v float32) uint32 { return math.Float32bits(v) & signless }

// rounded returns v rounded to the nearest integer, ties to even, for |v| <= 2^22. A product passed to it must be
// converted, float32(x*y): it is added to.
func rounded(v float32) int32 { return int32(math.Float32bits(v+roundingBias)) - roundingBiasBits }

// rectified returns the bits of max(v, +0): negative values and both zeros give +0.
func rectified(v float32) int32 { return max(int32(math.Float32bits(v)), 0) }

// positive returns 1 for the bits of a value above zero and 0 for those of +0.
func positive(bits int32) uint32 { return uint32(-bits) >> 31 }

// keep returns v if bit is 1 and +0 if it is 0.
func keep(v float32, bit uint32) float32 { return math.Float32frombits(math.Float32bits(v) & -bit) }
