// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/exec"
)

// read decodes the program at the descriptor register.
func (s *simBoard) read() (*sim.Launch, error) {
	l := &sim.Launch{Code: &isa.Program{}}
	at := uint64(s.values[isa.RegDescriptor]) | uint64(s.values[isa.RegDescriptor+4])<<32
	var bases [isa.NumBases]uint64
	for first := true; first || at != 0; first = false {
		d, err := s.descriptor(at)
		if err != nil {
			return nil, err
		}
		segment, err := s.segment(&d)
		if err != nil {
			return nil, err
		}
		l.Code.Segments = append(l.Code.Segments, segment)
		l.Params, bases, at = d.Params, d.Bases, d.Next
	}
	extents := exec.Extents(&s.config, l.Code)
	for b, e := range extents {
		if e.High == 0 {
			continue
		}
		bytes, err := s.at(bases[b], int(e.High))
		if err != nil {
			return nil, err
		}
		l.Bases[b] = sim.Region{Bytes: bytes, Address: bases[b]}
	}
	return l, nil
}

func (s *simBoard) at(address uint64, n int) ([]byte, error) {
	if !s.dram.has(address, n) {
		return nil, fmt.Errorf("%d bytes at %#x: outside of memory", n, address)
	}
	return s.bytes[address-s.dram.Origin:][:n], nil
}

func (s *simBoard) descriptor(at uint64) (isa.Descriptor, error) {
	b, err := s.at(at, isa.DescriptorBytes)
	if err != nil {
		return isa.Descriptor{}, err
	}
	return isa.DecodeDescriptor([isa.DescriptorBytes]byte(b))
}

func (s *simBoard) segment(d *isa.Descriptor) (segment isa.Segment, err error) {
	for e, list := range d.Lists {
		n := int(d.Count[e])
		if n > s.config.InstrDepth {
			return segment, fmt.Errorf("%d instructions: %w", n, isa.ErrProgram)
		}
		if n == 0 {
			continue
		}
		b, err := s.at(list, n*isa.InstructionBytes)
		if err != nil {
			return segment, err
		}
		for ; len(b) > 0; b = b[isa.InstructionBytes:] {
			if err := segment.Append(isa.Engine(e), isa.Word(b[:isa.InstructionBytes])); err != nil {
				return segment, err
			}
		}
	}
	return segment, nil
}
