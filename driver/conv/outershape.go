// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"slices"

	"github.com/e2train/e2train/rtl/isa"
)

// shape chooses banks and groups: as large as possible, but so that x and g of enough pixels for two tiles fit half of their
// buffers. It notes equal chunks that do, and reports false if there are none at all.
func (p *outerPlanner) shape() bool {
	for cos, cis := p.boxSize(); ; cos, cis = (cos+1)/2, (cis+1)/2 {
		boxes := p.boxes(cos, cis)
		for banks := min(p.config.AccBanks, p.together(boxes)); banks >= 1; banks-- {
			p.group(boxes, banks)
			least := 2 * p.minTile()
			if banks*cos*cis == 1 {
				least = 1
			}
			if p.evenChunks(least) {
				return true
			}
		}
		if cos*cis == 1 {
			return false
		}
	}
}

// boxes cuts the tiles of the layer into boxes of at most cos x cis blocks.
func (p *outerPlanner) boxes(cos, cis int) (list []tileBox) {
	if !p.spec.diagonal {
		return tileBox{0, p.spec.grads, 0, p.spec.inputs, 0, p.spec.y.kernel, p.taps()}.cut(cos, cis, p.kernelRows())
	}
	for b := range p.spec.inputs {
		list = append(list, tileBox{b, b + 1, b, b + 1, 0, p.spec.y.kernel, p.taps()}.cut(1, 1, p.kernelRows())...)
	}
	return list
}

// together returns how many of the boxes gain from being in one group, because they read the same x or g: on a diagonal, those
// of one block.
func (p *outerPlanner) together(boxes []tileBox) int {
	if p.spec.diagonal {
		return len(boxes) / p.spec.inputs
	}
	return len(boxes)
}

func (p *outerPlanner) minTile() int { return p.config.MinTile(p.spec.packing != packNone) }

// taps returns the columns of tiles of the kernel.
func (p *outerPlanner) taps() int { return p.spec.packing.taps(p.spec.x.kernel) }

// boxSize returns how many g and x blocks a tile box spans: as many as a bank holds, on a diagonal one of each.
func (p *outerPlanner) boxSize() (cos, cis int) {
	if p.spec.diagonal {
		return 1, 1
	}
	pairs := max(1, p.bankTiles()/(p.spec.y.kernel*p.taps()))
	cis = min(p.spec.inputs, pairs)
	return min(p.spec.grads, pairs/cis), cis
}

// kernelRows returns how many kernel rows of a block pair a bank holds.
func (p *outerPlanner) kernelRows() int {
	return min(p.spec.y.kernel, max(1, p.bankTiles()/p.taps()))
}

// bankTiles returns the (packed) tiles that a bank holds.
func (p *outerPlanner) bankTiles() int {
	rows := p.config.AccDepth
	if p.spec.mode == outerMasked {
		rows = min(rows, p.config.MaskDepth/p.config.AccBanks)
	}
	return rows / p.spec.resultRows(p.config, 1)
}

// group puts each box into a bank, and so many banks into a group.
func (p *outerPlanner) group(boxes []tileBox, banks int) {
	p.groups = nil
	for part := range slices.Chunk(boxes, banks) {
		var group []bank
		for _, b := range part {
			group = append(group, bank{b})
		}
		p.groups = append(p.groups, group)
	}
}

// evenChunks cuts the pixels into chunks of about tensorTarget pixels or, if those do not fit, fewer, but not below least.
func (p *outerPlanner) evenChunks(least int) bool {
	k := p.chunker()
	for limit := tensorTarget; limit >= least; limit = limit * 3 / 4 {
		b := boxFor(p.spec.batch, p.spec.y, p.spec.x, 1, 1, limit)
		p.even = chunks(p.spec.batch, p.spec.y, p.spec.x, 1, 1, b)
		if !slices.ContainsFunc(p.even, func(c chunk) bool { return !k.fits(c) }) {
			return true
		}
	}
	return false
}

// chunkings returns different ways to cut the pixels into chunks, without repetitions: even ones, and ones that begin with
// different sizes. The first chunk should be small because the array waits for it, but masked tiles should have work for as
// long as their masks take to load. A least size keeps chunks from consisting mostly of rows that their neighbours load too.
// Of the many groups of a large layer, only the first starts late: few ways are enough.
func (p *outerPlanner) chunkings() [][]chunk {
	list := [][]chunk{p.even}
	add := func(first, least int) {
		cut := p.chunker().cut(first, least)
		if cut != nil && !slices.ContainsFunc(list, func(c []chunk) bool { return slices.Equal(c, cut) }) {
			list = append(list, cut)
		}
	}
	least := p.minTile()
	step := least / 2
	if len(p.groups) > 1 {
		step = 2 * least
	}
	for first := least; first <= 6*least; first += step {
		add(first, least)
	}
	add(least, 2*least)
	add(least, 4*least)
	return list
}

// chunker returns the chunker of the first group, whose chunks fit all groups.
func (p *outerPlanner) chunker() *chunker {
	needs, tiles := unionOf(p.groups[0]), tilesOf(p.groups[0])
	inputs, outputs := 0, 0
	for _, g := range p.groups {
		u := unionOf(g)
		inputs, outputs = max(inputs, u.inputs()), max(outputs, u.outputs())
	}
	entries := func(c chunk, inputs, outputs int) (x, g int) {
		return p.spec.sourceEntries(c) * inputs, c.rows() * outputs
	}
	k := &chunker{
		batch: p.spec.batch, height: p.spec.y.output, width: p.spec.x.output,
		fits: func(c chunk) bool {
			x, g := entries(c, inputs, outputs)
			return x <= p.config.XDepth/2 && g <= p.config.GDepth/2
		},
		entries: func(c chunk) (x, g int) { return entries(c, needs.inputs(), needs.outputs()) },
		load: func(c chunk) int {
			x, g := entries(c, needs.inputs(), needs.outputs())
			return p.transferCycles(isa.OpLoadX, x) + p.transferCycles(isa.OpLoadG, g)
		},
		work:    func(c chunk) int { return p.workCycles(c, tiles) },
		latency: 2*isa.SignalToIssue + isa.LoadIssue + p.config.Memory.ReadLatency + isa.LoadWrite,
		x:       room{depth: p.config.XDepth}, g: room{depth: p.config.GDepth},
	}
	if p.spec.mode == outerMasked {
		k.head = p.transferCycles(isa.OpLoadMask, tiles*p.config.Lanes)
	}
	return k
}

// transferCycles returns about how many cycles a long transfer of entries takes the memory port.
func (p *outerPlanner) transferCycles(op isa.Opcode, entries int) int {
	return p.portCycles(entries * p.config.EntryBytes(op))
}

func (p *outerPlanner) portCycles(bytes int) int {
	beats := bytes / p.config.AXIBytes
	return beats + beats*p.config.Memory.ReadIdle/isa.MaxBurstBeats
}

// workCycles returns about how many issue slots the array adds a chunk to the sums of tiles in.
func (p *outerPlanner) workCycles(c chunk, tiles int) int {
	pieces := 1
	if p.spec.packing != packNone {
		pieces = ceil(c.rows(), p.config.PackLimit(p.spec.signed))
	}
	slots := int(p.config.Slots(int64(c.rows()), p.spec.packing != packNone))
	return tiles * max(slots, pieces*p.minTile())
}

// piecesOf returns how many instructions add all chunks to the sums of a box.
func (p *outerPlanner) piecesOf(chunks []chunk) (n int) {
	for _, c := range chunks {
		n += len(p.spec.pieces(p.config, c))
	}
	return n
}

func ceil(a, b int) int { return (a + b - 1) / b }
