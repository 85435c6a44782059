// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"errors"
	"fmt"
)

// ErrProgram is the cause of every error about a program that hardware must not run.
var ErrProgram = errors.New("invalid program")

// ProgramError says which instruction of a program is at fault. It wraps ErrProgram.
type ProgramError struct {
	Segment int
	Engine  Engine
	Index   int
	Reason  string
}

func (e *ProgramError) Error() string {
	return fmt.Sprintf("%v: segment %d, %s[%d]: %s", ErrProgram, e.Segment, e.Engine, e.Index, e.Reason)
}

// Unwrap returns ErrProgram.
func (e *ProgramError) Unwrap() error { return ErrProgram }

// Validate reports whether hardware of configuration c may run p: fields in range, accesses inside the memories, nothing
// read before it was written, no semaphore overflow, no unordered overlapping accesses, no ACC hazard without a fence. What
// an instruction reads of X, G and DRAM is judged by the range from its first to its last entry, gaps included; which ACC it
// uses, by whole banks. Validate does not find deadlocks; those end in StatusDeadlock. The error wraps ErrProgram; unless
// p is empty it is a *ProgramError.
func (c *Config) Validate(p *Program) error {
	if len(p.Segments) == 0 {
		return fmt.Errorf("no segments: %w", ErrProgram)
	}
	for i := range p.Segments {
		v := validator{config: c, segment: &p.Segments[i], number: i}
		for _, check := range []func() error{v.lengths, v.headers, v.loads, v.tensors, v.stores, v.hazards, v.order} {
			if err := check(); err != nil {
				return err
			}
		}
	}
	return nil
}

type validator struct {
	config  *Config
	segment *Segment
	number  int
	acc     []entrySet // ACC rows of each tensor instruction
}

func (v *validator) fail(e Engine, i int, format string, args ...any) error {
	return &ProgramError{v.number, e, i, fmt.Sprintf(format, args...)}
}

func (v *validator) lengths() error {
	for e := range NumEngines {
		if n := v.segment.Len(e); n > v.config.InstrDepth {
			return v.fail(e, n-1, "%d instructions, memory holds %d", n, v.config.InstrDepth)
		}
	}
	return nil
}

// headers checks that a semaphore has one kind of signal, so that at most one arrives per cycle, and cannot overflow.
func (v *validator) headers() error {
	for e := range NumEngines {
		var done, release uint8
		var signals [8]int
		for i := range v.segment.Len(e) {
			h := v.segment.header(e, i)
			done |= h.Done
			release |= h.Release
			if done&release != 0 {
				return v.fail(e, i, "semaphore %v is signalled both as done and as release", Signalled(e, done&release)[0])
			}
			if e == EngineLoad && h.Release != 0 {
				return v.fail(e, i, "load reads no on-chip memory and has nothing to release")
			}
			for bit := range 8 {
				signals[bit] += int((h.Done|h.Release)>>bit) & 1
				if signals[bit] > SemaphoreMax {
					return v.fail(e, i, "more than %d signals of %v", SemaphoreMax, Signalled(e, 1<<bit)[0])
				}
			}
		}
	}
	return nil
}

func (v *validator) loads() error {
	depth := map[Opcode]int{OpLoadX: v.config.XDepth, OpLoadG: v.config.GDepth, OpLoadW: v.config.WDepth, OpLoadMask: v.config.MaskDepth}
	for i := range v.segment.Load {
		l := &v.segment.Load[i]
		entries, known := depth[l.Op]
		if !known {
			return v.fail(EngineLoad, i, "bad opcode %#02x", uint8(l.Op))
		}
		if err := v.transfer(EngineLoad, i, l.transfer()); err != nil {
			return err
		}
		if d := l.dest(); !d.within(entries) {
			return v.fail(EngineLoad, i, "writes entry %d of a buffer of %d", d.high-1, entries)
		}
		if l.Op == OpLoadMask && (int(l.Dest)%v.config.Lanes != 0 || l.Entries()%v.config.Lanes != 0) {
			return v.fail(EngineLoad, i, "a mask load must cover whole tiles of %d rows", v.config.Lanes)
		}
		if l.Signed && l.Op != OpLoadX {
			return v.fail(EngineLoad, i, "signed applies to X only")
		}
	}
	return nil
}

// transfer checks what LOAD and STORE share.
func (v *validator) transfer(e Engine, i int, t transfer) error {
	if t.run == 0 || t.count[0] == 0 || t.count[1] == 0 || t.count[2] == 0 {
		return v.fail(e, i, "a count is zero")
	}
	if max(t.count[0], t.count[1], t.count[2]) >= 1<<12 {
		return v.fail(e, i, "a count is above %d", 1<<12-1)
	}
	width := int64(v.config.AXIBytes)
	if t.base >= NumBases {
		return v.fail(e, i, "base register %d does not exist", t.base)
	}
	if int64(t.offset)%width != 0 || int64(t.stride[0])%width != 0 || int64(t.stride[1])%width != 0 || int64(t.stride[2])%width != 0 {
		return v.fail(e, i, "address and strides must be multiples of %d bytes", width)
	}
	if s := t.span(v.config); s.low < 0 || s.high > 1<<32 {
		return v.fail(e, i, "bytes %d to %d leave the 32-bit range of a base register", s.low, s.high)
	}
	return nil
}

func (v *validator) stores() error {
	for i := range v.segment.Store {
		s := &v.segment.Store[i]
		if s.Op < OpStoreInt32 || s.Op > OpStoreSign {
			return v.fail(EngineStore, i, "bad opcode %#02x", uint8(s.Op))
		}
		if err := v.transfer(EngineStore, i, s.transfer()); err != nil {
			return err
		}
		if r := s.rows(); !r.within(v.config.AccRows()) {
			return v.fail(EngineStore, i, "reads ACC row %d of %d", r.high-1, v.config.AccRows())
		}
	}
	return nil
}

func (v *validator) tensors() error {
	for i := range v.segment.Tensor {
		t := &v.segment.Tensor[i]
		if t.Op != OpGemm && t.Op != OpOuter {
			return v.fail(EngineTensor, i, "bad opcode %#02x", uint8(t.Op))
		}
		for _, check := range []func(*Tensor) string{v.counts, v.flags, v.operands, v.accumulators} {
			if reason := check(t); reason != "" {
				return v.fail(EngineTensor, i, "%s", reason)
			}
		}
	}
	return nil
}

func (v *validator) counts(t *Tensor) string {
	if t.NX == 0 || t.NY == 0 || t.NN == 0 || t.KX == 0 || t.KY == 0 || t.CI == 0 || t.Op == OpOuter && t.CO == 0 {
		return "a count is zero"
	}
	if max(t.NX, t.NY, t.NN, t.CI, t.CO) >= 1<<12 || max(t.KX, t.KY) >= 1<<4 {
		return "a count does not fit its field"
	}
	if max(t.StepX, t.StepY, t.TapX, t.TapY) > 7 || min(t.StepX, t.StepY, t.TapX, t.TapY) < -8 {
		return "a coordinate step does not fit 4 bits"
	}
	return ""
}

func (v *validator) flags(t *Tensor) string {
	switch {
	case t.Op == OpGemm && (t.Masked || t.FillSign || t.Pack != PackNone):
		return "GEMM has no masked or packed mode"
	case t.Op == OpGemm && (t.CO != 0 || t.G != 0 || t.GX != 0 || t.GY != 0 || t.GN != 0 || t.GCO != 0 || t.Mask != 0 || t.Second != 0):
		return "GEMM has no OUTER fields"
	case t.Op == OpOuter && (t.SourceG || t.NoTaps):
		return "OUTER reads X and always has taps"
	case t.Op == OpOuter && (t.AX != 0 || t.AY != 0 || t.AN != 0 || t.W != 0):
		return "OUTER has no GEMM fields"
	case t.NoTaps && !t.Zero:
		return "GEMM without taps must overwrite"
	case t.FillSign && !t.Masked:
		return "fill_sign needs masked"
	case t.Masked && t.Pack != PackNone:
		return "masked and packed exclude each other"
	case t.Pack > PackSigned:
		return "unknown pack mode"
	case t.Pack != PackNone && t.vectors() > int64(v.config.PackLimit(t.Pack == PackSigned)):
		return fmt.Sprintf("%d vectors in a packed tile, its sums hold %d", t.vectors(), v.config.PackLimit(t.Pack == PackSigned))
	case t.Pack == PackNone && t.Second != 0 || t.Pack != PackNone && int64(t.Second) < t.tileRows(v.config):
		return "second must be the rows of all tiles or more when packed, 0 otherwise"
	case !t.Masked && t.Mask != 0 || int(t.Mask)%v.config.Lanes != 0:
		return "mask must be the first row of a tile, 0 when not masked"
	}
	return ""
}

func (v *validator) operands(t *Tensor) string {
	if s := t.source(); !s.within(v.sourceDepth(t)) {
		return fmt.Sprintf("reads source entries %v of %d", s, v.sourceDepth(t))
	}
	if w := t.reads(v.config, OpLoadW); !w.within(v.config.WDepth) {
		return fmt.Sprintf("reads weight row %d of %d", w.high-1, v.config.WDepth)
	}
	if t.Op != OpOuter {
		return ""
	}
	if g := t.rowOperand(); !g.within(v.config.GDepth) {
		return fmt.Sprintf("reads G entries %v of %d", g, v.config.GDepth)
	}
	if m := t.reads(v.config, OpLoadMask); !m.within(v.config.MaskDepth) {
		return fmt.Sprintf("reads mask row %d of %d", m.high-1, v.config.MaskDepth)
	}
	return ""
}

func (v *validator) sourceDepth(t *Tensor) int {
	if t.SourceG {
		return v.config.GDepth
	}
	return v.config.XDepth
}

// accumulators also notes the rows for the checks that come later.
func (v *validator) accumulators(t *Tensor) string {
	depth := v.config.AccRows()
	if s := t.accSpan(v.config); !s.within(depth) {
		return fmt.Sprintf("uses ACC rows %v of %d", s, depth)
	}
	if t.Op == OpGemm && t.vectors() > int64(depth) { // and perhaps too many to list
		return fmt.Sprintf("%d vectors in a tile share %d ACC rows", t.vectors(), depth)
	}
	rows, twice := t.accSet(v.config)
	if twice >= 0 {
		return fmt.Sprintf("ACC row %d occurs twice in one tile", twice)
	}
	v.acc = append(v.acc, rows)
	return ""
}
