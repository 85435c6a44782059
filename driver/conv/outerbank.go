// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"math"

	"github.com/e2train/e2train/rtl/isa"
)

// bank is the boxes whose sums one ACC bank holds, one after the other.
type bank []tileBox

func (b bank) tiles() (n int) {
	for _, box := range b {
		n += box.tiles()
	}
	return n
}

// add returns the bank with the tiles of box after its own, in as few boxes as possible.
func (b bank) add(box tileBox) bank {
	for len(b) > 0 {
		joined, ok := b[len(b)-1].join(box)
		if !ok {
			break
		}
		b, box = b[:len(b)-1], joined
	}
	return append(b, box)
}

// pour fills banks of the given sizes with boxes in order.
func pour(boxes []tileBox, sizes []int) (banks []bank) {
	for _, size := range sizes {
		var b bank
		for _, box := range boxes[:size] {
			b = b.add(box)
		}
		banks, boxes = append(banks, b), boxes[size:]
	}
	return banks
}

func tilesOf(group []bank) (n int) {
	for _, b := range group {
		n += b.tiles()
	}
	return n
}

// unionOf returns the smallest box that covers all boxes of a group.
func unionOf(group []bank) tileBox {
	u := group[0][0]
	for _, b := range group {
		for _, box := range b {
			u = u.union(box)
		}
	}
	return u
}

// filled returns the tiles of the last group in banks that leave little to store when the array is done with the last
// chunk: a bank is stored while the array is at the next ones, so the last must be small. Boxes of few tiles make many
// instructions, and reading those takes time too; the sum decides.
func (p *outerPlanner) filled(group []bank, chunks []chunk) (best []bank) {
	var rows []tileBox
	for _, b := range group {
		for _, box := range b {
			rows = append(rows, box.cut(1, 1, 1)...)
		}
	}
	f := bankFiller{
		total: len(rows), banks: p.config.AccBanks, capacity: p.bankTiles() / p.taps(),
		work:  p.workCycles(chunks[len(chunks)-1], p.taps()),
		store: p.transferCycles(resultStore(p.spec.mode, p.spec.raw), p.spec.resultRows(p.config, p.taps())),
	}
	needs := unionOf(group)
	kys := needs.ky1 - needs.ky0
	fewest := math.MaxInt
	f.each([]int{1, kys, kys * needs.inputs()}, func(sizes []int) {
		banks, boxes := pour(rows, sizes), 0
		for _, b := range banks {
			boxes += len(b)
		}
		if cycles := f.late(sizes) + p.portCycles(boxes*p.piecesOf(chunks)*isa.InstructionBytes); cycles < fewest {
			fewest, best = cycles, banks
		}
	})
	return best
}

// bankFiller shares units out to banks. The array works on the banks in order and the store engine stores each when it is
// complete.
type bankFiller struct {
	total, banks, capacity int // units in all, banks, units of a bank
	work, store            int // cycles in the array and in the store engine, for each unit
}

// each calls f with different sizes of the banks: for more and more cycles in which the store engine may be late. Banks
// begin at multiples of one of the given units.
func (f *bankFiller) each(units []int, do func(sizes []int)) {
	for _, unit := range units {
		for late := f.store; ; late += max(1, late/4) {
			if sizes := f.sizes(unit, late); sizes != nil {
				do(sizes)
			}
			if late > f.store*f.total {
				break
			}
		}
	}
}

// sizes returns the largest sizes, from the last bank to the first, with which at most late cycles of storing are left when
// the array is done; a bank has at least one unit. It returns nothing if the banks do not hold all units then.
func (f *bankFiller) sizes(unit, late int) (sizes []int) {
	later := 0
	for range f.banks {
		if later == f.total {
			break
		}
		size := min(max(1, (f.work*later+late)/f.store-later), f.capacity, f.total-later)
		begin := f.total - later - size
		if aligned := ceil(begin, unit) * unit; aligned < f.total-later {
			size -= aligned - begin
		}
		sizes = append([]int{size}, sizes...)
		later += size
	}
	if later < f.total {
		return nil
	}
	return sizes
}

// late returns the cycles of storing that are left when the array is done with banks of the given sizes.
func (f *bankFiller) late(sizes []int) int {
	worked, stored := 0, 0
	for _, size := range sizes {
		worked += size * f.work
		stored = max(stored, worked) + size*f.store
	}
	return stored - worked
}
