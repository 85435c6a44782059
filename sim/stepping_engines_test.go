// SPDX-License-Identifier: Apache-2.0

package sim_test

import "github.com/e2train/e2train/rtl/isa"

// gate is the issue stage of an engine: what it has in common with the others.
type gate struct {
	m      *stepping
	engine isa.Engine
	next   int  // instruction
	length int  // of the list
	busy   bool // an instruction is between its first and last issue slot
	flying int  // instructions issued and not complete
}

// try issues the next instruction if it may. Otherwise it counts the cycle of waiting.
func (g *gate) try(h isa.Header, fenced bool, counters [3]isa.Counter) bool {
	held := g.m.sems.waiting(g.engine, h.Wait)
	switch {
	case fenced:
		g.m.n[counters[2]]++
	case held[0]:
		g.m.n[counters[0]]++
	case held[1]:
		g.m.n[counters[1]]++
	default:
		g.m.sems.take(g.engine, h.Wait)
		g.m.n[isa.Instructions]++
		g.next++
		g.busy = true
		g.flying++
		return true
	}
	return false
}

// complete ends an instruction: its results are in place.
func (g *gate) complete(h isa.Header) {
	g.m.sems.signal(g.engine, h.Done)
	g.flying--
	g.m.ended = g.m.t
}

// later is something that happens a fixed number of cycles from now: a tap of a shift register.
type later struct {
	at int64
	do func()
}

// mover is the load or the store engine.
type mover struct {
	gate
	delay  int64 // first slot to first address
	first  int64 // slot
	bursts []*burst
	line   []later
}

// step runs one cycle.
func (v *mover) step() {
	for len(v.line) > 0 && v.line[0].at == v.m.t {
		v.line[0].do()
		v.line = v.line[1:]
	}
	if !v.busy && v.m.running && v.next < v.length {
		v.issue()
	}
	if !v.busy {
		return
	}
	busy := isa.LoadBusy
	offer := v.m.read.offer
	if v.engine == isa.EngineStore {
		busy, offer = isa.StoreBusy, v.m.write.offer
	}
	v.m.n[busy]++
	if v.m.t >= v.first+v.delay && offer(v.bursts[0]) {
		v.bursts = v.bursts[1:]
		v.busy = len(v.bursts) > 0
	}
}

func (v *mover) issue() {
	v.first = v.m.t
	if v.engine == isa.EngineLoad {
		l := &v.m.segment.Load[v.next]
		if v.try(l.Header, false, [3]isa.Counter{isa.LoadWaitTensor, isa.LoadWaitStore}) {
			v.startLoad(l)
		}
		return
	}
	s := &v.m.segment.Store[v.next]
	if v.try(s.Header, false, [3]isa.Counter{isa.StoreWaitLoad, isa.StoreWaitTensor}) {
		v.startStore(s)
	}
}

func (v *mover) startLoad(l *isa.Load) {
	width := v.m.c.EntryBytes(l.Op)
	written := map[isa.Opcode]isa.Counter{
		isa.OpLoadX: isa.XWrites, isa.OpLoadG: isa.GWrites, isa.OpLoadW: isa.WWrites, isa.OpLoadMask: isa.MaskWrites,
	}[l.Op]
	v.bursts = v.walk(l.Base, l.Offset, l.Stride, l.Count, int(l.Run)*width)
	v.m.n[written] += uint64(int(l.Run) * int(l.Count[0]) * int(l.Count[1]) * int(l.Count[2]))
	for _, b := range v.bursts {
		b.owner = func(last bool) {
			if last {
				v.line = append(v.line, later{v.m.t + isa.LoadWrite, func() { v.complete(l.Header) }})
			}
		}
	}
}

func (v *mover) startStore(s *isa.Store) {
	v.m.n[isa.AccReads] += uint64(int(s.Run) * int(s.Count[0]) * int(s.Count[1]) * int(s.Count[2]))
	v.bursts = v.walk(s.Base, s.Offset, s.Stride, s.Count, int(s.Run)*v.m.c.EntryBytes(s.Op))
	for _, b := range v.bursts {
		b.owner = func(last bool) {
			if last {
				v.m.sems.signal(v.engine, s.Release)
			}
		}
		b.answered = func() { v.complete(s.Header) }
	}
}

// walk lists the bursts of a transfer.
func (v *mover) walk(base uint8, offset uint32, stride [3]int32, count [3]uint16, bytes int) (list []*burst) {
	eachOf(count[:], func(i []int) {
		at := int64(v.m.bases[base]) + int64(offset)
		for k := range i {
			at += int64(i[k]) * int64(stride[k])
		}
		list = append(list, v.m.bursts(uint64(at), bytes)...)
	})
	list[len(list)-1].last = true
	return list
}

// array is the tensor engine.
type array struct {
	gate
	tile, slot int
	empty      int64 // first cycle in which the pipeline is empty
	line       []later
}

func (a *array) step() {
	for len(a.line) > 0 && a.line[0].at == a.m.t {
		a.line[0].do()
		a.line = a.line[1:]
	}
	if !a.busy && a.m.running && a.next < a.length {
		t := &a.m.segment.Tensor[a.next]
		if a.try(t.Header, t.Fence && a.m.t < a.empty, [3]isa.Counter{isa.TensorWaitLoad, isa.TensorWaitStore, isa.TensorFence}) {
			a.tile, a.slot = 0, 0
		}
	}
	if a.busy {
		a.m.n[isa.TensorBusy]++
		a.advance()
	}
}

// advance is one issue slot.
func (a *array) advance() {
	index := a.next - 1
	t := &a.m.segment.Tensor[index]
	slots := max(t.Vectors(), a.m.c.MinTile(t.Pack != isa.PackNone))
	streamed := true
	if t.Masked {
		mask := a.m.masks[a.m.number][index][a.tile]
		streamed = !mask.skip
		switch {
		case streamed && a.slot < t.Vectors():
			a.m.n[isa.MaskedMACs] += uint64(mask.decided)
		case mask.skip && t.Zero:
			slots = a.m.c.MinTile(false)
		case mask.skip:
			slots = 1
		}
	}
	if streamed {
		a.stream(t)
	}
	if a.slot++; a.slot < slots {
		return
	}
	a.endTile(t, streamed)
	a.slot = 0
	if a.tile++; a.tile < t.Tiles() {
		return
	}
	a.busy = false
	a.m.sems.signal(a.engine, t.Release)
	drain := int64(a.m.c.Lanes + 12)
	if t.Pack != isa.PackNone {
		drain += int64(a.m.c.Lanes)
	}
	a.empty = a.m.t + drain + 1
	a.line = append(a.line, later{a.m.t + drain, func() { a.complete(t.Header) }})
}

// stream counts what one slot of a streamed tile reads and writes.
func (a *array) stream(t *isa.Tensor) {
	n := &a.m.n
	if t.Op == isa.OpGemm && !t.NoTaps && a.slot < a.m.c.Lanes {
		n[isa.WReads]++
	}
	if a.slot >= t.Vectors() {
		return // a bubble
	}
	source := isa.XReads
	if t.Op == isa.OpGemm {
		n[isa.AccWrites]++
		if a.tile > 0 || !t.Zero {
			n[isa.AccReads]++
		}
		if t.NoTaps {
			return
		}
		if t.SourceG {
			source = isa.GReads
			n[isa.IssueBackData]++
		} else {
			n[isa.IssueForward]++
		}
	} else {
		n[isa.GReads]++
		switch {
		case t.Pack != isa.PackNone:
			n[isa.IssuePredict]++
		case t.Masked:
			n[isa.IssueMasked]++
		default:
			n[isa.IssueBackWeight]++
		}
	}
	if a.inside(t) {
		n[source]++
	} else {
		n[isa.ZeroOperands]++
	}
}

func (a *array) inside(t *isa.Tensor) bool {
	x, y := a.slot%int(t.NX), a.slot/int(t.NX)%int(t.NY)
	kx, ky := a.tile%int(t.KX), a.tile/int(t.KX)%int(t.KY)
	px := int(t.X0) + x*int(t.StepX) + kx*int(t.TapX)
	py := int(t.Y0) + y*int(t.StepY) + ky*int(t.TapY)
	return px >= 0 && px < int(t.XLim) && py >= 0 && py < int(t.YLim)
}

// endTile counts what happens once a tile.
func (a *array) endTile(t *isa.Tensor, streamed bool) {
	n := &a.m.n
	if t.Op == isa.OpGemm {
		if !t.NoTaps {
			n[isa.WeightTiles]++
		}
		return
	}
	if !streamed {
		n[isa.SkippedTiles]++
	}
	if !streamed && !t.Zero {
		return
	}
	n[isa.Drains]++
	rows := uint64(a.m.c.Lanes)
	if t.Pack != isa.PackNone {
		rows *= 2
	}
	n[isa.AccWrites] += rows
	if !t.Zero {
		n[isa.AccReads] += rows
	}
	if t.Masked {
		n[isa.MaskReads] += rows
	}
}
