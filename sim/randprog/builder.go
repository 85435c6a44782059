// SPDX-License-Identifier: Apache-2.0

package randprog

import (
	"math/rand/v2"

	"github.com/e2train/e2train/rtl/isa"
)

// builder makes one segment.
type builder struct {
	config  *isa.Config
	rng     *rand.Rand
	options Options
	sizes   *[isa.NumBases]int
	segment isa.Segment
	order   order
	tidy    bool // stores do not overlap

	loaded  [isa.OpLoadMask + 1][]bool // entries that loads have written
	summed  []bool                     // ACC rows that tensor instructions have written
	loads   []footprint
	tensors []footprint
	stores  []footprint
}

// span is a range of entries, rows or bytes [low, high), empty if high <= low.
type span struct{ low, high int }

func (s span) size() int { return s.high - s.low }

func (s span) overlaps(o span) bool {
	return s.size() > 0 && o.size() > 0 && s.low < o.high && o.low < s.high
}

// footprint is what an instruction touches.
type footprint struct {
	buffers [isa.OpLoadMask + 1]span // written by a load, read by a tensor instruction
	banks   span                     // of ACC
	base    uint8
	dram    span
}

func newBuilder(c *isa.Config, rng *rand.Rand, o Options, sizes *[isa.NumBases]int) *builder {
	b := &builder{config: c, rng: rng, options: o, sizes: sizes, summed: make([]bool, c.AccRows())}
	for op, depth := range []int{isa.OpLoadX: c.XDepth, isa.OpLoadG: c.GDepth, isa.OpLoadW: c.WDepth, isa.OpLoadMask: c.MaskDepth} {
		b.loaded[op] = make([]bool, depth)
	}
	b.order, b.tidy = newOrder(rng), rng.IntN(4) > 0
	return b
}

// build adds instructions until there are enough or one of the lists is nearly full.
func (b *builder) build() {
	n := b.options.Instructions
	if n == 0 {
		n = b.rng.IntN(12)
		if b.rng.IntN(8) == 0 {
			n *= 3
		}
	}
	for range n {
		if max(len(b.segment.Load)+8, len(b.segment.Tensor)+2, len(b.segment.Store)+2) > b.config.InstrDepth {
			break
		}
		switch b.rng.IntN(8) {
		case 0:
			b.addLoads(isa.OpLoadX+isa.Opcode(b.rng.IntN(4)), span{}) // of something that may never be read
		case 1, 2, 3:
			b.addStore()
		default:
			b.addTensor()
		}
	}
	b.order.spare(&b.segment, b.rng)
}

// between returns a random number in [low, high].
func (b *builder) between(low, high int) int { return low + b.rng.IntN(high-low+1) }

// chance is true once in n times.
func (b *builder) chance(n int) bool { return b.rng.IntN(n) == 0 }

// bankSpan returns the banks that hold ACC rows.
func (b *builder) bankSpan(rows span) span {
	return span{rows.low / b.config.AccDepth, (rows.high-1)/b.config.AccDepth + 1}
}

// all reports whether flags[s.low:s.high] are all set.
func all(flags []bool, s span) bool {
	for _, f := range flags[s.low:s.high] {
		if !f {
			return false
		}
	}
	return true
}
