// SPDX-License-Identifier: Apache-2.0

// Package image lays out programs in device memory as hardware reads them: a chain of descriptors with their instruction
// lists.
package image

import (
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
)

// Launch is a program with its addresses and parameters.
type Launch struct {
	Code   *isa.Program
	Params isa.Params
	Bases  [isa.NumBases]uint64
}

// Size returns the bytes of the image of a program.
func Size(code *isa.Program) (n int) {
	for i := range code.Segments {
		n += segmentSize(&code.Segments[i])
	}
	return n
}

// segmentSize returns the bytes of a descriptor and its lists, each padded to isa.DescriptorAlign.
func segmentSize(s *isa.Segment) int {
	n := padded(isa.DescriptorBytes)
	for e := range isa.NumEngines {
		n += padded(s.Len(e) * isa.InstructionBytes)
	}
	return n
}

func padded(n int) int {
	return (n + isa.DescriptorAlign - 1) / isa.DescriptorAlign * isa.DescriptorAlign
}

// Encode returns the image of a launch for device address at, a multiple of isa.DescriptorAlign, where its first descriptor
// is. The error wraps isa.ErrEncoding and names the instruction.
func Encode(l *Launch, at uint64) ([]byte, error) {
	image := make([]byte, 0, Size(l.Code))
	for i := range l.Code.Segments {
		s := &l.Code.Segments[i]
		d := isa.Descriptor{Params: l.Params, Bases: l.Bases}
		here := at + uint64(len(image))
		if i < len(l.Code.Segments)-1 {
			d.Next = here + uint64(segmentSize(s))
		}
		list := here + uint64(padded(isa.DescriptorBytes))
		for e := range isa.NumEngines {
			d.Count[e], d.Lists[e] = uint16(s.Len(e)), list
			list += uint64(padded(s.Len(e) * isa.InstructionBytes))
		}
		word, err := d.Encode()
		if err != nil {
			return nil, fmt.Errorf("segment %d: descriptor: %w", i, err)
		}
		image = pad(append(image, word[:]...))
		if image, err = appendLists(image, s); err != nil {
			return nil, fmt.Errorf("segment %d, %w", i, err)
		}
	}
	return image, nil
}

// pad appends zeros up to the next place for a descriptor or list.
func pad(image []byte) []byte { return append(image, make([]byte, padded(len(image))-len(image))...) }

// appendLists appends the instruction lists of a segment.
func appendLists(image []byte, s *isa.Segment) ([]byte, error) {
	for e := range isa.NumEngines {
		for k := range s.Len(e) {
			word, err := s.Encode(e, k)
			if err != nil {
				return nil, fmt.Errorf("%s[%d]: %w", e, k, err)
			}
			image = append(image, word[:]...)
		}
		image = pad(image)
	}
	return image, nil
}
