// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// matmulPlanner turns a matmulSpec into a program.
//
// Work is cut into units: one chunk of output elements (one ACC bank) of one output channel block. The units of a chunk
// follow each other, so its source is loaded once; if the source does not fit its half of the buffer, it comes in groups
// of channel blocks, again for every unit. Weights stay on chip for the whole segment if they all fit, else they stream
// through two halves.
//
// In a depthwise convolution no two blocks share a source, but all chunks of a block share its weights: the units of a block
// follow each other, and its weights stay in their half.
type matmulPlanner struct {
	spec   matmulSpec
	config *isa.Config
	segmentBuilder

	ys, xs     []phase
	chunks     []chunk
	group      int  // source channel blocks per group
	resident   bool // all weight tiles fit W
	sourceSlot int  // entries of one source slot

	source, weights, banks resource
	held                   block        // source block in the newest slot
	heldAt                 int          // its first entry
	heldPatch              patch        // what it covers
	loaded                 map[int]bool // resident: output blocks whose weights are loading
	weightsOf              int          // diagonal: the output block whose weights are in the newest slot, -1 for none
	weightsAt              int          // their first row
}

// unit is a chunk, by its number, of an output block.
type unit struct{ chunk, co int }

// block names what a source slot holds: blocks of channels of a chunk, from the first one on.
type block struct{ chunk, first int }

// tensorTarget is how many output elements a chunk should have: enough to hide a tile's overhead and the load of the next
// chunk, few enough that the first chunk arrives and the last one leaves quickly.
const tensorTarget = 256

func planMatmul(config *isa.Config, spec matmulSpec) (*isa.Program, error) {
	p := &matmulPlanner{spec: spec, config: config, segmentBuilder: segmentBuilder{config: config}}
	p.ys, p.xs = spec.y.phases(spec.transposed), spec.x.phases(spec.transposed)
	p.sourceSlot = config.XDepth / 2
	if spec.transposed {
		p.sourceSlot = config.GDepth / 2
	}
	p.resident = p.tilesPerOutput()*spec.outputs*config.Lanes <= config.WDepth
	p.shape()
	p.start()
	for _, u := range p.units() {
		if err := p.addUnit(u); err != nil {
			return nil, err
		}
	}
	p.close()
	return &isa.Program{Segments: p.done}, nil
}

// shape chooses chunks and source groups: chunks shrink until all channel blocks of their source fit a slot, but not below
// two minimal tiles; from there on the channel blocks are cut into groups.
func (p *matmulPlanner) shape() {
	unitY, unitX := p.ys[0].step, p.xs[0].step
	phases := unitY * unitX
	small := 2 * p.config.MinTile(false) * phases
	for limit := min(tensorTarget*phases, p.config.AccDepth); ; limit = limit * 3 / 4 {
		b := boxFor(p.spec.batch, p.spec.y, p.spec.x, unitY, unitX, max(limit, phases))
		p.chunks = chunks(p.spec.batch, p.spec.y, p.spec.x, unitY, unitX, b)
		size := max(1, footprint(p.chunks, p.spec.y, p.spec.x, p.spec.transposed))
		p.group = min(p.spec.contract, p.sourceSlot/size)
		smallest := b.rows() <= phases
		if p.group == p.spec.contract || p.group >= 1 && limit <= small || smallest {
			p.chunks = taper(ramp(p.chunks, unitY, small), unitY)
			return
		}
	}
}

// units lists the work in order.
func (p *matmulPlanner) units() (list []unit) {
	chunks, outputs := len(p.chunks), p.spec.outputs
	for i := range chunks * outputs {
		if p.spec.diagonal {
			list = append(list, unit{i % chunks, i / chunks})
		} else {
			list = append(list, unit{i / outputs, i % outputs})
		}
	}
	return list
}

// start begins a segment: nothing is on chip.
func (p *matmulPlanner) start() {
	p.source = newResource(isa.EngineLoad, isa.EngineTensor, 0, 2)
	p.weights = newResource(isa.EngineLoad, isa.EngineTensor, 1, 2)
	p.banks = newResource(isa.EngineTensor, isa.EngineStore, 0, p.config.AccBanks)
	p.held, p.weightsOf = block{-1, -1}, -1
	p.loaded = map[int]bool{}
}

// addUnit adds one unit to the current segment, or to a new one if it does not fit.
func (p *matmulPlanner) addUnit(u unit) error {
	return p.add(p.start, func() { p.unit(u) })
}

// unit emits the instructions of a unit.
func (p *matmulPlanner) unit(u unit) {
	c := p.chunks[u.chunk]
	bank, wait := p.banks.next()
	acc := bank * p.config.AccDepth
	first := len(p.Tensor)
	if !p.clearUntapped(c, acc) {
		for group := 0; group*p.group < p.spec.contract; group++ {
			p.sums(u, group, acc)
		}
	}
	p.Tensor[first].Wait |= wait
	p.Tensor[len(p.Tensor)-1].Done |= p.banks.ready.SignalBit()
	out := plane{p.spec.outputs, p.spec.y.output, p.spec.x.output, p.outEntry()}
	s := out.store(p.storeOp(), patch{c.n0, c.n1, u.co, u.co + 1, c.y0, c.y1, c.x0, c.x1}, acc)
	s.Wait, s.Release = p.banks.ready.WaitBit(), p.banks.free.SignalBit()
	p.Store = append(p.Store, s)
}

// clearUntapped emits instructions that write zeros if no output of the chunk has a tap inside the source.
func (p *matmulPlanner) clearUntapped(c chunk, acc int) bool {
	if !p.sourcePatch(c, 0, 1).empty() {
		return false
	}
	p.eachPhase(c, func(y, x phase, _ int) { p.Tensor = append(p.Tensor, p.gemm(c, y, x, acc)) })
	return true
}

// sums emits the GEMMs that add a source group to a unit.
func (p *matmulPlanner) sums(u unit, group, acc int) {
	c := p.chunks[u.chunk]
	ci0, ci1 := group*p.group, min((group+1)*p.group, p.spec.contract)
	first := ci0
	if p.spec.diagonal {
		first = u.co
	}
	p.hold(block{u.chunk, first}, p.sourcePatch(c, first, first+ci1-ci0))
	p.eachPhase(c, func(y, x phase, firstTile int) {
		t := p.gemm(c, y, x, acc)
		if y.tapped*x.tapped == 0 {
			if group == 0 {
				p.Tensor = append(p.Tensor, t)
			}
			return
		}
		p.tiles(t, y, x, u.co, ci0, ci1, firstTile, group == 0)
	})
}

// eachPhase calls f for every pair of phases with outputs in the chunk, with the index of its first weight tile among
// those of one output block.
func (p *matmulPlanner) eachPhase(c chunk, f func(y, x phase, firstTile int)) {
	firstTile := 0
	for _, y := range p.ys {
		for _, x := range p.xs {
			if y.count(c.y0, c.y1) > 0 && x.count(c.x0, c.x1) > 0 {
				f(y, x, firstTile)
			}
			firstTile += y.tapped * x.tapped * p.spec.contract
		}
	}
}

// gemm returns the instruction for one pair of phases of a chunk without its source: a clear, which tiles completes.
func (p *matmulPlanner) gemm(c chunk, y, x phase, acc int) isa.Tensor {
	width := c.x1 - c.x0
	return isa.Tensor{
		Op: isa.OpGemm, Zero: true, NoTaps: true,
		NX: uint16(x.count(c.x0, c.x1)), NY: uint16(y.count(c.y0, c.y1)), NN: uint16(c.n1 - c.n0),
		KX: 1, KY: 1, CI: 1,
		Acc: uint16(acc + y.first*width + x.first),
		AX:  int16(x.step), AY: int16(y.step * width), AN: int16((c.y1 - c.y0) * width),
	}
}

// tiles emits t for channel blocks [ci0, ci1) of the held source, in as many instructions as the weight slots ask for.
func (p *matmulPlanner) tiles(t isa.Tensor, y, x phase, co, ci0, ci1, firstTile int, first bool) {
	perBlock := y.tapped * x.tapped
	limit := p.config.WDepth / p.config.Lanes
	if !p.resident {
		limit /= 2
	}
	blocks, tapRows := max(1, limit/perBlock), y.tapped
	if perBlock > limit {
		tapRows = limit / x.tapped
	}
	for ci := ci0; ci < ci1; ci += blocks {
		for ky := 0; ky < y.tapped; ky += tapRows {
			part := t
			part.NoTaps, part.Zero = false, first
			part.KX, part.KY, part.CI = uint16(x.tapped), uint16(min(tapRows, y.tapped-ky)), uint16(min(blocks, ci1-ci))
			p.readSource(&part, y, x, ci-ci0, ky)
			p.readWeights(&part, co, firstTile+ci*perBlock+ky*x.tapped)
			p.source.lastUser = len(p.Tensor)
			p.Tensor = append(p.Tensor, part)
			first = false
		}
	}
}

// readSource points t at tap row ky of block ci of the held source patch.
func (p *matmulPlanner) readSource(t *isa.Tensor, y, x phase, ci, ky int) {
	c, b := p.chunks[p.held.chunk], p.heldPatch
	rows, columns := b.rows(), b.columns()
	atY, atX := y.at(c.y0)+ky*y.tapDir-b.y0, x.at(c.x0)-b.x0
	t.SourceG = p.spec.transposed
	t.X0, t.Y0, t.XLim, t.YLim = int16(atX), int16(atY), uint16(columns), uint16(rows)
	t.StepX, t.StepY, t.TapX, t.TapY = int8(x.srcGap), int8(y.srcGap), int8(x.tapDir), int8(y.tapDir)
	t.SX, t.SKX = int16(x.srcGap), int16(x.tapDir)
	t.SY, t.SKY = int16(y.srcGap*columns), int16(y.tapDir*columns)
	t.SN, t.SCI = int16(rows*columns), int16(b.images()*rows*columns)
	t.Src = int16(p.heldAt + ci*int(t.SCI) + atY*columns + atX)
	if p.source.lastUser < 0 {
		t.Wait |= p.source.ready.WaitBit()
	}
}

// readWeights points t at the weight tiles from tile of output block co on, and loads them if they are not on chip.
func (p *matmulPlanner) readWeights(t *isa.Tensor, co, tile int) {
	lanes := p.config.Lanes
	tile += co * p.tilesPerOutput()
	if p.resident {
		t.W = uint16(tile * lanes)
		if p.loaded[co] {
			return
		}
		p.loaded[co] = true
		rows := p.tilesPerOutput() * lanes
		l := linear(isa.OpLoadW, baseWeights, p.config.EntryBytes(isa.OpLoadW), co*rows, rows, co*rows)
		l.Done = p.weights.ready.SignalBit()
		p.loadBeforeSource(l)
		t.Wait |= p.weights.ready.WaitBit()
		return
	}
	if p.keepsWeights() {
		p.readKeptWeights(t, co, tile)
	} else {
		t.W = uint16(p.streamWeights(t, tile, t.Tiles()))
	}
	p.weights.lastUser = len(p.Tensor)
}

// streamWeights loads weight tiles into the next slot, for t to wait for, and returns their first row.
func (p *matmulPlanner) streamWeights(t *isa.Tensor, tile, tiles int) (at int) {
	lanes := p.config.Lanes
	slot, wait := p.nextSlot(&p.weights)
	at = slot * (p.config.WDepth / lanes / 2) * lanes
	l := linear(isa.OpLoadW, baseWeights, p.config.EntryBytes(isa.OpLoadW), tile*lanes, tiles*lanes, at)
	l.Wait, l.Done = wait, p.weights.ready.SignalBit()
	p.Load = append(p.Load, l)
	t.Wait |= p.weights.ready.WaitBit()
	return at
}

// keepsWeights reports whether a slot holds all weights of an output block, which then stay for all of its units.
func (p *matmulPlanner) keepsWeights() bool {
	return p.spec.diagonal && p.tilesPerOutput() <= p.config.WDepth/p.config.Lanes/2
}

// readKeptWeights points t at a weight tile of output block co, and loads all of the block's if they are not on chip.
func (p *matmulPlanner) readKeptWeights(t *isa.Tensor, co, tile int) {
	first := co * p.tilesPerOutput()
	if p.weightsOf != co {
		p.weightsOf, p.weightsAt = co, p.streamWeights(t, first, p.tilesPerOutput())
	}
	t.W = uint16(p.weightsAt + (tile-first)*p.config.Lanes)
}

// loadBeforeSource puts the weights of the first unit ahead of its source, so that both arrive as early as possible.
func (p *matmulPlanner) loadBeforeSource(l isa.Load) {
	if len(p.Load) == 1 && len(p.loaded) == 1 {
		p.Load = append([]isa.Load{l}, p.Load...)
		return
	}
	p.Load = append(p.Load, l)
}

// hold makes sure that a source block is in the newest slot.
func (p *matmulPlanner) hold(b block, covers patch) {
	if p.held == b {
		return
	}
	slot, wait := p.nextSlot(&p.source)
	p.held, p.heldAt, p.heldPatch = b, slot*p.sourceSlot, covers
	op := isa.OpLoadX
	if p.spec.transposed {
		op = isa.OpLoadG
	}
	src := plane{p.spec.sources(), p.spec.y.source, p.spec.x.source, p.config.EntryBytes(op)}
	l := src.load(op, baseSource, covers, p.heldAt, p.spec.signed && !p.spec.transposed)
	l.Wait, l.Done = wait, p.source.ready.SignalBit()
	p.Load = append(p.Load, l)
}

// sourcePatch returns the source that channel blocks [ci0, ci1) of a chunk need.
func (p *matmulPlanner) sourcePatch(c chunk, ci0, ci1 int) patch {
	y0, y1 := p.spec.y.reach(p.spec.transposed, c.y0, c.y1)
	x0, x1 := p.spec.x.reach(p.spec.transposed, c.x0, c.x1)
	return patch{c.n0, c.n1, ci0, ci1, y0, y1, x0, x1}
}

// tilesPerOutput returns the weight tiles of one output channel block.
func (p *matmulPlanner) tilesPerOutput() int {
	return p.spec.y.kernel * p.spec.x.kernel * p.spec.contract
}

func (p *matmulPlanner) storeOp() isa.Opcode {
	if p.spec.raw {
		return isa.OpStoreInt64
	}
	return isa.OpStoreInt32
}

func (p *matmulPlanner) outEntry() int { return p.config.EntryBytes(p.storeOp()) }
