// SPDX-License-Identifier: Apache-2.0

package link

import (
	"encoding/binary"
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
)

// encodeProgram returns the code of a program as records have it. The error wraps isa.ErrEncoding.
func encodeProgram(p *isa.Program) ([]byte, error) {
	le := binary.LittleEndian
	b := le.AppendUint32(nil, uint32(len(p.Segments)))
	for i := range p.Segments {
		for e := range isa.NumEngines {
			b = le.AppendUint32(b, uint32(p.Segments[i].Len(e)))
		}
	}
	for i := range p.Segments {
		for e := range isa.NumEngines {
			for k := range p.Segments[i].Len(e) {
				word, err := p.Segments[i].Encode(e, k)
				if err != nil {
					return nil, fmt.Errorf("segment %d, %s[%d]: %w", i, e, k, err)
				}
				b = append(b, word[:]...)
			}
		}
	}
	return b, nil
}

// decodeProgram reads the code of a program. The error wraps ErrDamaged.
func decodeProgram(b []byte) (*isa.Program, error) {
	counts, words, err := splitProgram(b)
	if err != nil {
		return nil, err
	}
	p := &isa.Program{}
	for i := range counts {
		var s isa.Segment
		for e := range isa.NumEngines {
			for k := range counts[i][e] {
				if err := s.Append(e, isa.Word(words[:isa.InstructionBytes])); err != nil {
					return nil, fail(ErrDamaged, "segment %d, %s[%d]: %v", i, e, k, err)
				}
				words = words[isa.InstructionBytes:]
			}
		}
		p.Segments = append(p.Segments, s)
	}
	return p, nil
}

// splitProgram reads the numbers of instructions, for which there are as many words.
func splitProgram(b []byte) (counts [][isa.NumEngines]uint32, words []byte, err error) {
	const perSegment = 4 * int(isa.NumEngines)
	le := binary.LittleEndian
	if len(b) < 4 {
		return nil, nil, fail(ErrDamaged, "code of %d bytes", len(b))
	}
	segments, words := uint64(le.Uint32(b)), b[4:]
	if segments > uint64(len(words)/perSegment) {
		return nil, nil, fail(ErrDamaged, "%d segments in %d bytes of code", segments, len(b))
	}
	total := uint64(0)
	for range segments {
		var n [isa.NumEngines]uint32
		for e := range n {
			n[e] = le.Uint32(words[4*e:])
			total += uint64(n[e])
		}
		counts, words = append(counts, n), words[perSegment:]
	}
	if want := total * isa.InstructionBytes; want != uint64(len(words)) {
		return nil, nil, fail(ErrDamaged, "%d instructions in %d bytes of code", total, len(words))
	}
	return counts, words, nil
}
