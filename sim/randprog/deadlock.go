// SPDX-License-Identifier: Apache-2.0

package randprog

import (
	"math/rand/v2"

	"github.com/e2train/e2train/rtl/isa"
)

// deadlock changes headers of one segment until some instruction never begins. It reports whether that gave a
// program that is still valid.
func deadlock(c *isa.Config, rng *rand.Rand, p *isa.Program) bool {
	s := &p.Segments[rng.IntN(len(p.Segments))]
	for range 20 {
		e := isa.Engine(rng.IntN(int(isa.NumEngines)))
		if s.Len(e) == 0 {
			continue
		}
		h := header(s, e, rng.IntN(s.Len(e)))
		before := *h
		bit := uint8(1) << rng.IntN(8)
		switch rng.IntN(3) {
		case 0:
			h.Done &^= bit
		case 1:
			h.Release &^= bit
		case 2:
			h.Wait |= bit
		}
		if c.Validate(p) != nil {
			*h = before
			continue
		}
		if _, complete := s.Schedule(); !complete {
			return true
		}
	}
	return false
}
