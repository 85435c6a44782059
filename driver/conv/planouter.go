// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// tileBox is the box of weight tiles whose sums one ACC bank holds: ranges of g blocks, x blocks and kernel rows, all
// kernel columns. Tiles are ordered [co][ci][ky][kx]; of packed tiles, blocks and columns are packed ones, and all tiles a
// come before all tiles b.
type tileBox struct {
	co0, co1, ci0, ci1, ky0, ky1, kw int
}

func (b tileBox) tiles() int { return (b.co1 - b.co0) * (b.ci1 - b.ci0) * (b.ky1 - b.ky0) * b.kw }

// outerPlanner turns an outerSpec into a program.
//
// Tile boxes are taken in groups of at most one per ACC bank. Each group streams all pixels once, chunk by chunk; its
// boxes accumulate over the chunks and are stored when they are complete, while the next box or group is computed. ACC
// does not survive a segment, so a group is never cut: what does not fit one segment is errTooLarge.
//
// The two passes of PSG differ in little: the predictor's tiles are packed, and take a chunk in pieces where their sums
// would not hold all of it; masked tiles need their mask, see loadMask.
type outerPlanner struct {
	spec   outerSpec
	config *isa.Config
	segmentBuilder

	boxes  []tileBox
	group  int // boxes per group
	chunks []chunk

	x, g, banks resource
	masks       resource // as many slots as banks: a box has its mask where it has its sums
}

// outerPlan is a backward-weights program and the tile boxes that it stores one after the other.
type outerPlan struct {
	code  *isa.Program
	boxes []tileBox
}

func planOuter(config *isa.Config, spec outerSpec) (*outerPlan, error) {
	p := &outerPlanner{spec: spec, config: config, segmentBuilder: segmentBuilder{config: config}}
	if !p.shape() {
		return nil, errTooLarge
	}
	p.start()
	for first := 0; first < len(p.boxes); first += p.group {
		if err := p.addGroup(first, min(first+p.group, len(p.boxes))); err != nil {
			return nil, err
		}
	}
	p.close()
	return &outerPlan{&isa.Program{Segments: p.done}, p.boxes}, nil
}

// shape chooses tile boxes, group size and chunks: first smaller chunks, then smaller groups, then smaller boxes, until x
// and g of a chunk fit their slots.
func (p *outerPlanner) shape() bool {
	small := 2 * p.config.MinTile(p.packed())
	for cos, cis := p.boxSize(); ; cos, cis = (cos+1)/2, (cis+1)/2 {
		p.boxes = p.cutBoxes(cos, cis)
		for p.group = min(p.config.AccBanks, len(p.boxes)); p.group >= 1; p.group-- {
			for limit := tensorTarget; limit >= 1; limit = limit * 3 / 4 {
				if limit < small && (p.group > 1 || cos*cis > 1) {
					break
				}
				if p.cutChunks(limit); p.fitsSlots() {
					p.chunks = ramp(p.chunks, 1, small)
					return true
				}
			}
		}
		if cos*cis == 1 {
			return false
		}
	}
}

func (p *outerPlanner) packed() bool { return p.spec.packing != packNone }

// taps returns the columns of tiles of the kernel.
func (p *outerPlanner) taps() int { return p.spec.packing.taps(p.spec.x.kernel) }

// bankTiles returns the (packed) tiles that a box may have.
func (p *outerPlanner) bankTiles() int {
	rows := p.config.AccDepth / p.spec.packing.halves()
	if p.spec.mode == outerMasked {
		rows = min(rows, p.config.MaskDepth/p.config.AccBanks)
	}
	return rows / p.config.Lanes
}

// resultRows returns the ACC rows of a box's sums.
func (p *outerPlanner) resultRows(b tileBox) int {
	return b.tiles() * p.config.Lanes * p.spec.packing.halves()
}

// boxSize returns how many g and x blocks a tile box spans: as many as a bank holds, but at least one box per bank if there
// are tiles enough, so that storing the last box takes little time.
func (p *outerPlanner) boxSize() (cos, cis int) {
	pairs := max(1, p.bankTiles()/(p.spec.y.kernel*p.taps()))
	cis = min(p.spec.inputs, pairs)
	cos = min(p.spec.grads, pairs/cis)
	for cos*cis > 1 && ceil(p.spec.grads, cos)*ceil(p.spec.inputs, cis) < p.config.AccBanks {
		if cos > 1 {
			cos = (cos + 1) / 2
		} else {
			cis = (cis + 1) / 2
		}
	}
	return cos, cis
}

// cutBoxes cuts all tiles into boxes. If one box per bank is enough for them, the last box is made as small as possible: it is
// stored when nothing else is left to do.
func (p *outerPlanner) cutBoxes(cos, cis int) []tileBox {
	bank := p.bankTiles()
	kys := min(p.spec.y.kernel, max(1, bank/p.taps()))
	grads, inputs := p.spec.grads, p.spec.inputs
	all := p.cutRange(tileBox{0, grads, 0, inputs, 0, p.spec.y.kernel, p.taps()}, cos, cis, kys)
	if len(all) > p.config.AccBanks || kys < p.spec.y.kernel || inputs == 1 || grads == 1 {
		return all
	}
	pairs := bank / (p.spec.y.kernel * p.taps())
	small := tileBox{0, grads, 0, inputs - 1, 0, kys, p.taps()}
	boxes := p.cutRange(small, max(1, pairs/(inputs-1)), min(inputs-1, pairs), kys)
	small.ci0, small.ci1, small.co1 = inputs-1, inputs, grads-1
	boxes = append(boxes, p.cutRange(small, pairs, 1, kys)...)
	small.co0, small.co1 = grads-1, grads
	if boxes = append(boxes, small); len(boxes) <= p.config.AccBanks {
		return boxes
	}
	return all
}

// cutRange cuts a box into boxes of at most cos x cis blocks and kys kernel rows.
func (p *outerPlanner) cutRange(all tileBox, cos, cis, kys int) (boxes []tileBox) {
	for co := all.co0; co < all.co1; co += cos {
		for ci := all.ci0; ci < all.ci1; ci += cis {
			for ky := all.ky0; ky < all.ky1; ky += kys {
				boxes = append(boxes, tileBox{
					co, min(co+cos, all.co1), ci, min(ci+cis, all.ci1), ky, min(ky+kys, all.ky1), all.kw,
				})
			}
		}
	}
	return boxes
}

func (p *outerPlanner) cutChunks(limit int) {
	b := boxFor(p.spec.batch, p.spec.y, p.spec.x, 1, 1, limit)
	p.chunks = chunks(p.spec.batch, p.spec.y, p.spec.x, 1, 1, b)
}

// fitsSlots reports whether every group's x and g fit half of their buffers for every chunk.
func (p *outerPlanner) fitsSlots() bool {
	pixels := 0
	for _, c := range p.chunks {
		pixels = max(pixels, c.rows())
	}
	source := footprint(p.chunks, p.spec.y, p.spec.x, false)
	for first := 0; first < len(p.boxes); first += p.group {
		u := union(p.boxes[first:min(first+p.group, len(p.boxes))])
		if source*(u.ci1-u.ci0) > p.config.XDepth/2 || pixels*(u.co1-u.co0) > p.config.GDepth/2 {
			return false
		}
	}
	return true
}

// union returns the smallest box that covers all boxes.
func union(boxes []tileBox) tileBox {
	u := boxes[0]
	for _, b := range boxes[1:] {
		u = tileBox{
			min(u.co0, b.co0), max(u.co1, b.co1), min(u.ci0, b.ci0), max(u.ci1, b.ci1), min(u.ky0, b.ky0), max(u.ky1, b.ky1), u.kw,
		}
	}
	return u
}

func (p *outerPlanner) start() {
	p.x = newResource(isa.EngineLoad, isa.EngineTensor, 0, 2)
	p.g = newResource(isa.EngineLoad, isa.EngineTensor, 1, 2)
	p.masks = newResource(isa.EngineLoad, isa.EngineTensor, 2, p.config.AccBanks)
	p.banks = newResource(isa.EngineTensor, isa.EngineStore, 0, p.config.AccBanks)
}

// addGroup adds the boxes [first, last) to the current segment, or to a new one.
func (p *outerPlanner) addGroup(first, last int) error {
	return p.add(p.start, func() { p.emitGroup(first, last) })
}

func (p *outerPlanner) emitGroup(first, last int) {
	boxes := p.boxes[first:last]
	u := union(boxes)
	banks, waits := make([]int, len(boxes)), make([]uint8, len(boxes))
	for i := range boxes {
		banks[i], waits[i] = p.banks.next()
	}
	entry := 0
	for _, b := range p.boxes[:first] {
		entry += p.resultRows(b)
	}
	masks := entry
	for at, c := range p.chunks {
		s := p.loadChunk(c, u)
		for i, b := range boxes {
			ts := p.outers(s, b, banks[i])
			head, tail := &ts[0], &ts[len(ts)-1]
			head.Zero = at == 0
			if i == 0 {
				head.Wait = p.x.ready.WaitBit() | p.g.ready.WaitBit()
			}
			if at == 0 {
				head.Wait |= waits[i]
			}
			if at == 0 && p.spec.mode == outerMasked {
				p.loadMask(head, b, masks)
				masks += p.resultRows(b)
			}
			if at == len(p.chunks)-1 {
				tail.Done = p.banks.ready.SignalBit()
				if p.spec.mode == outerMasked {
					tail.Release = p.masks.free.SignalBit()
				}
				p.storeBox(b, banks[i], entry)
				entry += p.resultRows(b)
			}
			p.Tensor = append(p.Tensor, ts...)
			p.x.lastUser, p.g.lastUser = len(p.Tensor)-1, len(p.Tensor)-1
		}
	}
}

// outers returns the instructions that add a chunk to the sums of a tile box in a bank: one, unless packed sums would not
// hold all of its pixels.
func (p *outerPlanner) outers(s slots, b tileBox, bank int) (list []isa.Tensor) {
	pieces := []chunk{s.chunk}
	if p.packed() {
		pieces = s.chunk.pieces(p.config.PackLimit(p.spec.signed))
	}
	for _, c := range pieces {
		t := p.outer(s, c, b, bank*p.config.AccDepth)
		if p.spec.mode == outerMasked {
			p.mask(&t, bank)
		}
		list = append(list, t)
	}
	return list
}

// slots says where x and g of a chunk are on chip.
type slots struct {
	chunk    chunk
	x, g     patch
	xAt, gAt int
}

func (p *outerPlanner) loadChunk(c chunk, u tileBox) slots {
	y0, y1 := p.spec.y.reach(false, c.y0, c.y1)
	x0, x1 := p.spec.x.reach(false, c.x0, c.x1)
	s := slots{
		chunk: c,
		x:     patch{c.n0, c.n1, u.ci0, u.ci1, y0, y1, x0, x1},
		g:     patch{c.n0, c.n1, u.co0, u.co1, c.y0, c.y1, c.x0, c.x1},
	}
	lanes := p.config.Lanes
	slot, wait := p.nextSlot(&p.x)
	s.xAt = slot * p.config.XDepth / 2
	x := plane{p.spec.inputs, p.spec.y.source, p.spec.x.source, lanes}.load(isa.OpLoadX, baseSource, s.x, s.xAt, p.spec.signed)
	x.Wait, x.Done = wait, p.x.ready.SignalBit()
	slot, wait = p.nextSlot(&p.g)
	s.gAt = slot * p.config.GDepth / 2
	g := plane{p.spec.grads, p.spec.y.output, p.spec.x.output, 2 * lanes}.load(isa.OpLoadG, baseGrad, s.g, s.gAt, false)
	g.Wait, g.Done = wait, p.g.ready.SignalBit()
	p.Load = append(p.Load, x, g)
	return s
}

// outer returns the instruction that adds a piece of a chunk to the sums of a tile box at ACC row acc.
func (p *outerPlanner) outer(s slots, c chunk, b tileBox, acc int) isa.Tensor {
	y, x := p.spec.y.phases(false)[0], p.spec.x.phases(false)[0]
	rows, columns := s.x.rows(), s.x.columns()
	atY, atX := y.at(c.y0)+b.ky0-s.x.y0, x.at(c.x0)-s.x.x0
	gRows, gColumns := s.g.rows(), s.g.columns()
	image, gImage := s.x.blocks()*rows*columns, s.g.blocks()*gRows*gColumns
	tapGap := p.spec.packing.tapGap()
	t := isa.Tensor{
		Op: isa.OpOuter,
		NX: uint16(c.x1 - c.x0), NY: uint16(c.y1 - c.y0), NN: uint16(c.n1 - c.n0),
		KX: uint16(b.kw), KY: uint16(b.ky1 - b.ky0), CI: uint16(b.ci1 - b.ci0), CO: uint16(b.co1 - b.co0),
		Src: int16(s.xAt + (c.n0-s.x.n0)*image + (b.ci0-s.x.block0)*rows*columns + atY*columns + atX),
		SX:  int16(x.srcGap), SY: int16(y.srcGap * columns), SN: int16(image),
		SKX: int16(tapGap), SKY: int16(columns), SCI: int16(rows * columns),
		X0: int16(atX), Y0: int16(atY), XLim: uint16(columns), YLim: uint16(rows),
		StepX: int8(x.srcGap), StepY: int8(y.srcGap), TapX: int8(tapGap), TapY: 1,
		Acc: uint16(acc),
		G:   uint16(s.gAt + (c.n0-s.g.n0)*gImage + (b.co0-s.g.block0)*gRows*gColumns + (c.y0-s.g.y0)*gColumns + c.x0 - s.g.x0),
		GX:  1, GY: int16(gColumns), GN: int16(gImage), GCO: int16(gRows * gColumns),
	}
	if p.packed() {
		t.Pack, t.Second = isa.PackUnsigned, uint16(b.tiles()*p.config.Lanes)
		if p.spec.signed {
			t.Pack = isa.PackSigned
		}
	}
	return t
}

func (p *outerPlanner) storeBox(b tileBox, bank, entry int) {
	op := resultStore(p.spec.mode, p.spec.raw)
	s := isa.Store{
		Op: op, Acc: uint16(bank * p.config.AccDepth), Base: baseOutput, Offset: uint32(entry * p.config.EntryBytes(op)),
		Run: uint16(p.resultRows(b)), Count: [3]uint16{1, 1, 1},
	}
	s.Wait, s.Release = p.banks.ready.WaitBit(), p.banks.free.SignalBit()
	p.Store = append(p.Store, s)
}

// resultStore returns how sums leave ACC.
func resultStore(mode outerMode, raw bool) isa.Opcode {
	switch {
	case raw:
		return isa.OpStoreInt64
	case mode == outerMasked:
		return isa.OpStoreSign
	}
	return isa.OpStoreInt32
}

func ceil(a, b int) int { return (a + b - 1) / b }
