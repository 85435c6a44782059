// SPDX-License-Identifier: Apache-2.0

package recipe

// dropStream separates these random numbers from others that are drawn from the same seed.
const dropStream = 0x534d44 // "SMD"

// Dropped reports whether the mini-batch of iteration i, counted from 0, is dropped; the fraction f of the run lies behind.
func (c *Config) Dropped(i int64, f float64) bool {
	return c.DroppedAt(i, c.SMD.At(f))
}

// DroppedAt reports the same for the probability p.
func (c *Config) DroppedAt(i int64, p float64) bool {
	return uniform(c.Seed, dropStream, uint64(i)) < p
}

// BudgetDrop is the share of mini-batches up to which a run is fitted into an energy budget by dropping: that of the paper.
const BudgetDrop = 0.5

// uniform returns the number in 0 ... 1, the end excluded, that belongs to its arguments: a multiple of 2^-53.
func uniform(seed, stream, counter uint64) float64 {
	h := mix(mix(mix(seed)^stream) ^ counter)
	return float64(h>>11) * 0x1p-53
}

// mix is one step of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
