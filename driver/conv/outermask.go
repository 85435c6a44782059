// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// Masks of boxes. The mask of a box is loaded with its group's first chunk, tile after tile in the order of the stored sums,
// and stays for all chunks; the box that takes the bank next overwrites it.

// mask makes t, which adds to bank, a masked instruction.
func (p *outerPlanner) mask(t *isa.Tensor, bank int) {
	t.Masked, t.FillSign, t.Mask = true, p.spec.fill, uint16(p.maskSlot(bank))
}

func (p *outerPlanner) maskSlot(slot int) int {
	return slot * (p.config.MaskDepth / p.config.AccBanks) / p.config.Lanes * p.config.Lanes
}

// loadMask loads the mask of a box, rows from row first of the predicted gradients on, before its first instruction t.
func (p *outerPlanner) loadMask(t *isa.Tensor, b tileBox, first int) {
	slot, wait := p.masks.next()
	l := linear(isa.OpLoadMask, baseMask, p.config.EntryBytes(isa.OpLoadMask), first, p.resultRows(b), p.maskSlot(slot))
	l.Wait, l.Done = wait, p.masks.ready.SignalBit()
	p.Load = append(p.Load, l)
	t.Wait |= p.masks.ready.WaitBit()
}
