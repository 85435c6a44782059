// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// serial runs a segment's instructions one after the other, each whole. masks takes what masked instructions find.
func (c *core) serial(s *segment, masks [][]timing.Tile) {
	for _, begin := range s.order {
		i := begin.Index
		switch begin.Engine {
		case isa.EngineLoad:
			c.load(&s.code.Load[i], &s.loads[i], 0, s.loads[i].entries)
		case isa.EngineTensor:
			c.tensor(s.pieces[i], tilesOf(masks, i))
		case isa.EngineStore:
			t := &s.stores[i]
			c.store(&s.code.Store[i], t, c.rows(t.first, t.entries), 0, t.entries)
		}
	}
}
