// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// outerEmitter emits the instructions of groups of banks.
type outerEmitter struct {
	segmentBuilder
	spec  outerSpec
	style outerStyle
	entry int // of the result: the first of the next group

	operands operandRooms
	masks    resource // as many slots as banks: a bank has its mask where it has its sums
	banks    resource
}

func newOuterEmitter(config *isa.Config, spec outerSpec, style outerStyle) outerEmitter {
	e := outerEmitter{segmentBuilder: segmentBuilder{config: config}, spec: spec, style: style}
	e.start()
	return e
}

// start begins a segment: nothing is on chip.
func (e *outerEmitter) start() {
	e.operands = newOperandRooms(e.config)
	e.masks = newResource(isa.EngineLoad, isa.EngineTensor, 1, e.config.AccBanks)
	e.banks = newResource(isa.EngineTensor, isa.EngineStore, 0, e.config.AccBanks)
}

// addGroup adds a group to the current segment, or to a new one.
func (e *outerEmitter) addGroup(group []bank) error {
	if err := e.add(e.start, func() { e.emitGroup(group) }); err != nil {
		return err
	}
	for _, b := range group {
		e.entry += e.spec.resultRows(e.config, b.tiles())
	}
	return nil
}

func (e *outerEmitter) emitGroup(group []bank) {
	early := e.style.early && len(e.Tensor) == 0
	sums, entry := make([]bankSums, len(group)), e.entry
	for i, b := range group {
		sums[i] = bankSums{bank: b, entry: entry}
		sums[i].number, sums[i].wait = e.banks.next()
		if e.spec.mode == outerMasked {
			_, sums[i].maskWait = e.masks.next()
		}
		entry += e.spec.resultRows(e.config, b.tiles())
	}
	needs := unionOf(group)
	for at, c := range e.style.chunks {
		o := e.place(c, needs)
		for i := range sums {
			e.addChunk(o, &sums[i], at == 0, at == 0 && early)
			if at == len(e.style.chunks)-1 {
				e.finish(&sums[i])
			}
		}
		e.operands.used(len(e.Tensor) - 1)
	}
}

// bankSums is where the sums of a bank's boxes are on chip, and where they go.
type bankSums struct {
	bank     bank
	number   int
	entry    int   // of the result
	wait     uint8 // until the bank is free, for the first instruction
	maskWait uint8 // until the place of its mask is, for the first load of it
}

// addChunk adds a chunk to the sums of a bank. The first chunk overwrites them. Loads come as late as possible in the list:
// those of a part's operands right before its own, so that none keeps an earlier part waiting.
func (e *outerEmitter) addChunk(o *operands, s *bankSums, first, early bool) {
	for _, part := range e.parts(s.bank, early) {
		loads := len(e.Load)
		if early {
			e.fetch(o, part.tileBox)
		} else {
			e.fetch(o, o.needs)
		}
		if first && e.spec.mode == outerMasked {
			e.loadMask(s, part)
		}
		instructions := e.outers(o, part, s.number)
		head := &instructions[0]
		if head.Zero = first; first {
			head.Wait, s.wait = s.wait, 0
		}
		if len(e.Load) > loads {
			e.Load[len(e.Load)-1].Done = loaded.SignalBit()
			head.Wait |= loaded.WaitBit()
		}
		e.Tensor = append(e.Tensor, instructions...)
	}
}

// finish hands the sums of a bank to the store engine.
func (e *outerEmitter) finish(s *bankSums) {
	tail := &e.Tensor[len(e.Tensor)-1]
	tail.Done |= e.banks.ready.SignalBit()
	if e.spec.mode == outerMasked {
		tail.Release |= e.masks.free.SignalBit()
	}
	op, row, first := resultStore(e.spec.mode, e.spec.raw), 0, len(e.Store)
	for _, b := range s.bank {
		rows := e.spec.resultRows(e.config, b.tiles())
		e.Store = append(e.Store, isa.Store{
			Op: op, Acc: uint16(s.number*e.config.AccDepth + row), Base: baseOutput,
			Offset: uint32((s.entry + row) * e.config.EntryBytes(op)), Run: uint16(rows), Count: [3]uint16{1, 1, 1},
		})
		row += rows
	}
	e.Store[first].Wait = e.banks.ready.WaitBit()
	e.Store[len(e.Store)-1].Release = e.banks.free.SignalBit()
}

// outers returns the instructions that add a chunk to the sums of a part.
func (e *outerEmitter) outers(o *operands, part boxPart, bank int) (list []isa.Tensor) {
	for _, c := range e.spec.pieces(e.config, o.chunk) {
		t := e.outer(o, c, part.tileBox)
		t.Acc = uint16(bank*e.config.AccDepth + part.row)
		switch {
		case e.spec.packing != packNone:
			t.Pack, t.Second = isa.PackUnsigned, uint16(part.second)
			if e.spec.signed {
				t.Pack = isa.PackSigned
			}
		case e.spec.mode == outerMasked:
			t.Masked, t.FillSign, t.Mask = true, e.spec.fill, uint16(e.maskAt(bank)+part.row)
		}
		list = append(list, t)
	}
	return list
}

// outer returns the instruction that adds a piece of a chunk to the sums of a box, without the place of the sums.
func (e *outerEmitter) outer(o *operands, c chunk, b tileBox) isa.Tensor {
	y, x := e.spec.y.phases(false)[0], e.spec.x.phases(false)[0]
	rows, columns := o.x.rows(), o.x.columns()
	atY, atX := y.at(c.y0)+b.ky0-o.x.y0, x.at(c.x0)-o.x.x0
	gRows, gColumns := o.g.rows(), o.g.columns()
	image, gImage := rows*columns, gRows*gColumns
	block, gBlock := o.x.images()*image, o.g.images()*gImage
	tapGap := e.spec.packing.tapGap()
	return isa.Tensor{
		Op: isa.OpOuter,
		NX: uint16(c.x1 - c.x0), NY: uint16(c.y1 - c.y0), NN: uint16(c.n1 - c.n0),
		KX: uint16(b.kw), KY: uint16(b.ky1 - b.ky0), CI: uint16(b.inputs()), CO: uint16(b.outputs()),
		Src: int16(o.xAt + (b.ci0-o.x.block0)*block + (c.n0-o.x.n0)*image + atY*columns + atX),
		SX:  int16(x.srcGap), SY: int16(y.srcGap * columns), SN: int16(image),
		SKX: int16(tapGap), SKY: int16(columns), SCI: int16(block),
		X0: int16(atX), Y0: int16(atY), XLim: uint16(columns), YLim: uint16(rows),
		StepX: int8(x.srcGap), StepY: int8(y.srcGap), TapX: int8(tapGap), TapY: 1,
		G:  uint16(o.gAt + (b.co0-o.g.block0)*gBlock + (c.n0-o.g.n0)*gImage + (c.y0-o.g.y0)*gColumns + c.x0 - o.g.x0),
		GX: 1, GY: int16(gColumns), GN: int16(gImage), GCO: int16(gBlock),
	}
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
