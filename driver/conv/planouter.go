// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// outerPlanner turns an outerSpec into a program.
//
// Tile boxes are put into ACC banks, banks into groups of at most all banks. Each group streams all pixels once, chunk by
// chunk; its boxes accumulate over the chunks and are stored when they are complete, while the next bank or group is
// computed. ACC does not survive a segment, so a group is never cut: what does not fit one segment is errTooLarge.
//
// The two passes of PSG differ in little: the predictor's tiles are packed, and take a chunk in pieces where their sums
// would not hold all of it; masked tiles need their mask, which is loaded with a group's first chunk.
type outerPlanner struct {
	spec   outerSpec
	config *isa.Config
	groups [][]bank
	even   []chunk // the pixels in equal chunks
}

// outerPlan is a backward-weights program and the tile boxes that it stores one after the other.
type outerPlan struct {
	code  *isa.Program
	boxes []tileBox
}

// outerStyle is how a plan is laid out; all styles compute the same.
type outerStyle struct {
	chunks []chunk
	filled bool // the last group's banks are filled so that little is left to store at the end, see filled
	early  bool // the first chunk is computed in parts, each as soon as its operands are on chip
}

// planOuter returns the fastest of the plans in different styles, by the timing rules of package isa: a launch of few
// cycles is mostly a matter of how soon the array starts and how much is left to store when it ends, and what helps there
// costs instructions, which are read before anything else.
func planOuter(config *isa.Config, spec outerSpec) (*outerPlan, error) {
	p := &outerPlanner{spec: spec, config: config}
	if !p.shape() {
		return nil, errTooLarge
	}
	var best styled
	for _, chunks := range p.chunkings() {
		if !best.try(p, outerStyle{chunks, true, true}) {
			best.try(p, outerStyle{chunks, false, false})
		}
	}
	if best.plan == nil {
		return nil, errTooLarge
	}
	chunks := best.style.chunks
	for _, style := range []outerStyle{{chunks, false, false}, {chunks, false, true}, {chunks, true, false}} {
		best.try(p, style)
	}
	return best.plan, nil
}

// styled is the fastest plan so far.
type styled struct {
	plan   *outerPlan
	style  outerStyle
	cycles uint64
}

// try plans in a style and keeps the plan if it is the fastest. It reports false if the plan does not fit the instruction
// memory.
func (s *styled) try(p *outerPlanner, style outerStyle) bool {
	plan := p.plan(style)
	if plan == nil {
		return false
	}
	run := timing.NewPlan(p.config, plan.code).Run(p.config.Memory, timing.Bases{}, nil, nil)
	if cycles := run.Counters[isa.Cycles]; s.plan == nil || cycles < s.cycles {
		*s = styled{plan, style, cycles}
	}
	return true
}

// plan returns the plan in a style, nil if a group does not fit the instruction memory.
func (p *outerPlanner) plan(style outerStyle) *outerPlan {
	if max(2*len(style.chunks), p.piecesOf(style.chunks)*len(p.groups[0])) > p.config.InstrDepth {
		return nil // two loads for each chunk, an instruction for each piece and bank
	}
	groups := p.groups
	if last := len(groups) - 1; style.filled {
		groups = append(groups[:last:last], p.filled(groups[last], style.chunks))
	}
	e := newOuterEmitter(p.config, p.spec, style)
	plan := &outerPlan{}
	for _, group := range groups {
		if e.addGroup(group) != nil {
			return nil
		}
		for _, b := range group {
			plan.boxes = append(plan.boxes, b...)
		}
	}
	e.close()
	plan.code = &isa.Program{Segments: e.done}
	return plan
}
