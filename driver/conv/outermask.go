// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// The mask of a bank's boxes is loaded with its group's first chunk, tile after tile in the order of the stored sums, and
// stays for all chunks; the bank that takes the place next overwrites it.

// maskAt returns the first row of the mask of a bank.
func (e *outerEmitter) maskAt(bank int) int {
	return bank * (e.config.MaskDepth / e.config.AccBanks) / e.config.Lanes * e.config.Lanes
}

// loadMask loads the mask of a part from the predicted gradients.
func (e *outerEmitter) loadMask(s *bankSums, part boxPart) {
	rows := part.tiles() * e.config.Lanes
	l := linear(isa.OpLoadMask, baseMask, e.config.EntryBytes(isa.OpLoadMask), s.entry+part.row, rows, e.maskAt(s.number)+part.row)
	l.Wait, s.maskWait = s.maskWait, 0
	e.Load = append(e.Load, l)
}
