// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"errors"
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
)

// Code is a program prepared for execution. It refers to the program's segments, not to the program, and may be run by
// several executors at once.
type Code struct {
	config   *isa.Config
	segments []*segment
	tables   *tables
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

// ErrSize is the cause of errors about programs with instructions too large to simulate.
var ErrSize = errors.New("too large to simulate")

// maxOffsets bounds the tables of a program. Instructions within the depths of the buffers stay far below it; an OUTER, though,
// may read the same operands billions of times.
const maxOffsets = 1 << 27

// Compile prepares a program that c.Validate accepts. The error wraps ErrSize.
func Compile(c *isa.Config, p *isa.Program) (*Code, error) {
	tables := newTables(c)
	code := &Code{config: c, segments: make([]*segment, len(p.Segments)), tables: tables}
	for i := range p.Segments {
		s := newSegment(c, i, &p.Segments[i], tables)
		for k := range p.Segments[i].Tensor {
			if err := s.addPiece(k); err != nil {
				return nil, fmt.Errorf("segment %d, %s[%d]: %w", i, isa.EngineTensor, k, err)
			}
		}
		code.segments[i] = s
		for k := range p.Segments[i].Tensor {
			code.masked = code.masked || p.Segments[i].Tensor[k].Masked
		}
	}
	return code, nil
}

// Bytes returns about how much memory the code takes.
func (code *Code) Bytes() int64 { return 4 * code.tables.offsets }

func newSegment(c *isa.Config, number int, code *isa.Segment, tables *tables) *segment {
	s := &segment{number: number, config: c, code: code, tables: tables, linked: map[int]*linkage{}}
	s.order, s.complete = code.Schedule()
	for i := range code.Load {
		s.loads = append(s.loads, newLoad(c, &code.Load[i]))
	}
	for i := range code.Store {
		s.stores = append(s.stores, newStore(c, &code.Store[i]))
	}
	s.extents = newExtents(c, code)
	return s
}

// addPiece adds the next tensor instruction as a whole.
func (s *segment) addPiece(index int) error {
	t := &s.code.Tensor[index]
	if need := int64(t.NX) * int64(t.NY) * int64(t.NN) * int64(t.KX) * int64(t.KY) * int64(t.CI); need > maxOffsets-s.tables.offsets {
		return fmt.Errorf("operands of %d vectors times tiles: %w", need, ErrSize)
	}
	p := newPiece(s.tables, s.code, index, 0, units(t))
	s.pieces = append(s.pieces, p)
	s.work += p.work()
	return nil
}
