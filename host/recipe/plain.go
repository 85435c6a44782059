// SPDX-License-Identifier: Apache-2.0

package recipe

// Plain returns the recipe of a baseline: the same network on the same images in mini-batches of the same size, on a device, without any
// technique.
func (c *Config) Plain(device string) Config {
	plain := Default()
	plain.Model, plain.Data, plain.Device, plain.Batch, plain.Augment, plain.Seed = c.Model, c.Data, device, c.Batch, c.Augment, c.Seed
	return plain
}

// PlainIterations returns how many iterations the baseline of a run of n loop iterations has: 3/4 of those of a run that drops
// mini-batches, because E2-Train makes such runs 4/3 as long.
func (c *Config) PlainIterations(n int64) int64 {
	if c.SMD.IsZero() {
		return n
	}
	return max(1, (3*n+2)/4)
}
