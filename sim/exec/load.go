// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/rtl/isa"

// load moves entries [lo, hi) of a load; those of a mask are whole tiles.
func (c *core) load(l *isa.Load, t *transfer, lo, hi int) {
	lanes := c.config.Lanes
	memory := c.launch.Memory[t.base]
	switch l.Op {
	case isa.OpLoadX:
		t.each(memory, lo, hi, func(entry, n int, bytes []byte) {
			c.kernels.ExpandBytes(c.x[entry*lanes:][:n*lanes], bytes, l.Signed)
		})
	case isa.OpLoadG:
		t.each(memory, lo, hi, func(entry, n int, bytes []byte) { c.kernels.CopyInt16(c.g[entry*lanes:][:n*lanes], bytes) })
	case isa.OpLoadW:
		t.each(memory, lo, hi, func(entry, _ int, bytes []byte) { c.kernels.ExpandRows(lanes, c.w, bytes, entry) })
	case isa.OpLoadMask:
		t.each(memory, lo, hi, func(entry, _ int, bytes []byte) { c.mask.load(entry, bytes, c.launch.Params.Tau) })
		c.mask.finish(t.first+lo, t.first+hi, int(c.launch.Params.SkipLimit))
	}
}
