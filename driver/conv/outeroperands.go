// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// The semaphores of operands: those of an instruction are on chip; those of a chunk have been read.
var (
	loaded = isa.Sem(isa.EngineLoad, isa.EngineTensor, 0)
	read   = isa.Sem(isa.EngineTensor, isa.EngineLoad, 0)
)

// operandRooms is where the chunks of a segment have their x and g.
type operandRooms struct {
	x, g    room
	uses    []int // the last instruction that reads each chunk
	awaited int   // the newest chunk that a load waits for, -1 for none
}

func newOperandRooms(config *isa.Config) operandRooms {
	return operandRooms{x: room{depth: config.XDepth}, g: room{depth: config.GDepth}, awaited: -1}
}

// used notes the last instruction that reads the newest chunk.
func (r *operandRooms) used(instruction int) { r.uses = append(r.uses, instruction) }

// operands says where x and g of a chunk are on chip, and which blocks of them are.
type operands struct {
	chunk        chunk
	needs        tileBox // the blocks that the group needs
	x, g         patch
	xAt, gAt     int
	haveX, haveG []bool // by block
	wait         uint8  // until the place is free, for the first load
}

// place finds a place for x and g of a chunk.
func (e *outerEmitter) place(c chunk, needs tileBox) *operands {
	y0, y1 := e.spec.y.reach(false, c.y0, c.y1)
	x0, x1 := e.spec.x.reach(false, c.x0, c.x1)
	o := &operands{
		chunk: c, needs: needs,
		x:     patch{c.n0, c.n1, needs.ci0, needs.ci1, y0, y1, x0, x1},
		g:     patch{c.n0, c.n1, needs.co0, needs.co1, c.y0, c.y1, c.x0, c.x1},
		haveX: make([]bool, needs.inputs()), haveG: make([]bool, needs.outputs()),
	}
	var afterX, afterG int
	o.xAt, afterX = e.operands.x.place(needs.inputs() * e.spec.sourceEntries(c))
	o.gAt, afterG = e.operands.g.place(needs.outputs() * c.rows())
	if after := max(afterX, afterG); after > e.operands.awaited {
		e.Tensor[e.operands.uses[after]].Release |= read.SignalBit()
		o.wait, e.operands.awaited = read.WaitBit(), after
	}
	return o
}

// fetch loads the blocks of x and g that a box needs and that are not on their way yet.
func (e *outerEmitter) fetch(o *operands, b tileBox) {
	x := plane{e.spec.inputs, e.spec.y.source, e.spec.x.source, e.config.EntryBytes(isa.OpLoadX)}
	e.fetchBlocks(o, o.x, o.haveX, b.ci0, b.ci1, func(some patch, from int) isa.Load {
		return x.load(isa.OpLoadX, baseSource, some, o.xAt+from, e.spec.signed)
	})
	g := plane{e.spec.grads, e.spec.y.output, e.spec.x.output, e.config.EntryBytes(isa.OpLoadG)}
	e.fetchBlocks(o, o.g, o.haveG, b.co0, b.co1, func(some patch, from int) isa.Load {
		return g.load(isa.OpLoadG, baseGrad, some, o.gAt+from, false)
	})
}

// fetchBlocks loads those of blocks [low, high) of a patch that it does not have; load returns the load of some blocks to
// the entries from the given one on.
func (e *outerEmitter) fetchBlocks(o *operands, all patch, have []bool, low, high int, load func(some patch, from int) isa.Load) {
	for block := low; block < high; block++ {
		if have[block-all.block0] {
			continue
		}
		some := all
		some.block0 = block
		for ; block < high && !have[block-all.block0]; block++ {
			have[block-all.block0] = true
		}
		some.block1 = block
		l := load(some, (some.block0-all.block0)*all.images()*all.rows()*all.columns())
		l.Wait, o.wait = o.wait, 0
		e.Load = append(e.Load, l)
	}
}
