// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/rtl/isa"

// store writes entries [lo, hi) of a store; sums holds them, from entry lo on.
func (c *core) store(s *isa.Store, t *transfer, sums []int64, lo, hi int) {
	lanes := c.config.Lanes
	write := c.kernels.StoreInt32
	switch s.Op {
	case isa.OpStoreInt16:
		write = c.kernels.StoreInt16
	case isa.OpStoreInt64:
		write = c.kernels.StoreInt64
	case isa.OpStoreSign:
		write = c.kernels.StoreSign
	}
	t.each(c.launch.Memory[t.base], lo, hi, func(entry, n int, bytes []byte) {
		at := (entry - t.first - lo) * lanes
		maxAbs, saturated := write(bytes, sums[at:][:n*lanes], uint(c.launch.Params.Shift))
		if s.TrackMax {
			c.maxAbs = max(c.maxAbs, maxAbs)
		}
		c.saturated = c.saturated || saturated
	})
}
