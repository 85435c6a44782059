// SPDX-License-Identifier: Apache-2.0

package board

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// patternVectors is how many vectors the test of the data path moves: no less than 16 bytes in every configuration.
const patternVectors = 16

// The base registers of the pattern program.
const (
	patternX = iota
	patternW
	patternOut
	patternBases
)

// testPath lets the accelerator read and write memory and looks at what became of it: an accelerator port of another width than
// the processor's side believes moves the first 4 of 16 bytes. First it reads a descriptor without instructions, whose counts are
// beyond all limits if they are copies of its first word: a program that arrives damaged could write anywhere. If they arrive as
// zeros no instruction runs, and the pattern is missing. The error wraps driver.ErrDataPath.
func (d *Device) testPath(ctx context.Context) error {
	const op = "test the way between accelerator and memory"
	for _, test := range []func(context.Context) error{d.testDescriptor, d.testPattern} {
		err := test(ctx)
		if reported(err) {
			err = fmt.Errorf("%v: %w", err, driver.ErrDataPath)
		}
		if err != nil {
			return d.fault(op, err)
		}
	}
	return nil
}

func (d *Device) testDescriptor(ctx context.Context) error {
	_, err := d.launch(ctx, &driver.Program{Code: &isa.Program{Segments: []isa.Segment{{}}}})
	return err
}

// testPattern stores bytes that it loads, each multiplied by one.
func (d *Device) testPattern(ctx context.Context) (err error) {
	lanes := d.info.Config.Lanes
	x, w := make([]byte, patternVectors*lanes), make([]byte, lanes*lanes)
	for i := range x {
		x[i] = byte(i + 1)
	}
	for i := range lanes {
		w[i*lanes+i] = 1
	}
	p := driver.Program{Code: patternProgram(lanes)}
	for base, content := range [patternBases][]byte{x, w, make([]byte, 4*len(x))} {
		m, err := d.Alloc(len(content))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, m.Free()) }()
		if _, err := m.WriteAt(content, 0); err != nil {
			return err
		}
		p.Bases[base].Memory = m
	}
	if _, err := d.launch(ctx, &p); err != nil {
		return err
	}
	return checkPattern(p.Bases[patternOut].Memory, x)
}

func checkPattern(m driver.Memory, want []byte) error {
	got := make([]byte, 4*len(want))
	if _, err := m.ReadAt(got, 0); err != nil {
		return err
	}
	for i, v := range want {
		if stored := binary.LittleEndian.Uint32(got[4*i:]); stored != uint32(v) {
			return fmt.Errorf("byte %d of a pattern is %#x, not %#x: %w", i, stored, v, driver.ErrDataPath)
		}
	}
	return nil
}

// patternProgram multiplies vectors by the unit matrix.
func patternProgram(lanes int) *isa.Program {
	loaded, summed := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0), isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	one := [3]uint16{1, 1, 1}
	return &isa.Program{Segments: []isa.Segment{{
		Load: []isa.Load{
			{Op: isa.OpLoadW, Run: uint16(lanes), Count: one, Base: patternW},
			{Op: isa.OpLoadX, Run: patternVectors, Count: one, Base: patternX, Header: isa.Header{Done: loaded.SignalBit()}},
		},
		Tensor: []isa.Tensor{{
			Op: isa.OpGemm, Zero: true, NX: patternVectors, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, SX: 1, XLim: patternVectors, YLim: 1,
			StepX: 1, AX: 1, Header: isa.Header{Wait: loaded.WaitBit(), Done: summed.SignalBit()},
		}},
		Store: []isa.Store{{Op: isa.OpStoreInt32, Run: patternVectors, Count: one, Base: patternOut, Header: isa.Header{Wait: summed.WaitBit()}}},
	}}}
}
