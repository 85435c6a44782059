// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// Bases are the byte addresses behind the base registers of a launch.
type Bases [isa.NumBases]uint64

// Plan is what the times of a program depend on. It is not changed after NewPlan and may be used by several goroutines.
type Plan struct {
	config   *isa.Config
	segments []segment
	masked   bool
}

// segment is one segment of a program with what can be computed without addresses.
type segment struct {
	code     *isa.Segment
	order    []isa.Begin // the instructions that begin
	complete bool        // all of them do
	tensors  []tensor
	fixed    isa.Counters // counters that depend on nothing but the instructions that begin
}

// NewPlan prepares a program that c.Validate accepts. The plan refers to p's segments, not to p.
func NewPlan(c *isa.Config, p *isa.Program) *Plan {
	plan := &Plan{config: c, segments: make([]segment, len(p.Segments))}
	for i := range p.Segments {
		s := newSegment(c, &p.Segments[i])
		for k := range s.tensors {
			plan.masked = plan.masked || s.tensors[k].masked
		}
		plan.segments[i] = s
	}
	return plan
}

func newSegment(c *isa.Config, code *isa.Segment) segment {
	s := segment{code: code, tensors: make([]tensor, len(code.Tensor))}
	s.order, s.complete = code.Schedule()
	for i := range code.Tensor {
		s.tensors[i] = newTensor(c, &code.Tensor[i])
	}
	for _, begin := range s.order {
		s.fixed[isa.Instructions]++
		switch begin.Engine {
		case isa.EngineLoad:
			countLoad(&s.fixed, &code.Load[begin.Index])
		case isa.EngineTensor:
			s.tensors[begin.Index].count(&s.fixed, c)
		case isa.EngineStore:
			s.fixed[isa.AccReads] += uint64(code.Store[begin.Index].Entries())
		}
	}
	return s
}

// Masked reports whether times depend on the masks that the program loads.
func (p *Plan) Masked() bool { return p.masked }

// Key returns all that the times of a run depend on in its base addresses.
func (p *Plan) Key(b Bases) Bases {
	for i := range b {
		b[i] %= uint64(p.config.BurstBytes())
	}
	return b
}

// countLoad adds the buffer writes of one load.
func countLoad(n *isa.Counters, l *isa.Load) {
	written := map[isa.Opcode]isa.Counter{
		isa.OpLoadX: isa.XWrites, isa.OpLoadG: isa.GWrites, isa.OpLoadW: isa.WWrites, isa.OpLoadMask: isa.MaskWrites,
	}
	n[written[l.Op]] += uint64(l.Entries())
}
