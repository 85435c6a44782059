// SPDX-License-Identifier: Apache-2.0

package exec

import "github.com/e2train/e2train/rtl/isa"

// Code is a program prepared for execution. It refers to the program's segments, not to the program, and may be run by
// several executors at once.
type Code struct {
	config   *isa.Config
	segments []*segment
	masked   bool
}

// segment is one segment of a program with everything that does not depend on a launch.
type segment struct {
	number   int
	config   *isa.Config
	code     *isa.Segment
	order    []isa.Begin // the instructions that begin
	complete bool        // all of them do
	loads    []transfer
	stores   []transfer
	pieces   []*piece // each tensor instruction whole
	work     int64    // of all tensor instructions, see piece.work
	extents  extents
	tables   *tables

	// Guarded by tables.mu.
	linked map[int]*linkage // by number of workers
	split  splitting
}

// Compile prepares a program that c.Validate accepts.
func Compile(c *isa.Config, p *isa.Program) *Code {
	code := &Code{config: c, segments: make([]*segment, len(p.Segments))}
	tables := newTables(c)
	for i := range p.Segments {
		code.segments[i] = newSegment(c, i, &p.Segments[i], tables)
		for k := range p.Segments[i].Tensor {
			code.masked = code.masked || p.Segments[i].Tensor[k].Masked
		}
	}
	return code
}

func newSegment(c *isa.Config, number int, code *isa.Segment, tables *tables) *segment {
	s := &segment{number: number, config: c, code: code, tables: tables, linked: map[int]*linkage{}}
	s.order, s.complete = code.Schedule()
	for i := range code.Load {
		s.loads = append(s.loads, newLoad(c, &code.Load[i]))
	}
	for i := range code.Store {
		s.stores = append(s.stores, newStore(c, &code.Store[i]))
	}
	for i := range code.Tensor {
		p := newPiece(tables, code, i, 0, units(&code.Tensor[i]))
		s.pieces = append(s.pieces, p)
		s.work += p.work()
	}
	s.extents = newExtents(c, code)
	return s
}
