// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// everySemaphore adds instructions that use all semaphores and unusual opcodes, for the printer only.
func everySemaphore() Segment {
	return Segment{
		Load:   []Load{{Op: OpLoadX, Header: Header{Wait: 0xff, Done: 0xff}}, {Op: 0x7f}},
		Tensor: []Tensor{{Op: OpGemm, Header: Header{Wait: 0xff, Done: 0x0f, Release: 0xf0}}},
		Store:  []Store{{Op: OpStoreSign, Header: Header{Wait: 0xff, Release: 0xff}}, {Op: 0x7f}},
	}
}

func TestWriteAssembly(t *testing.T) {
	p := &Program{Segments: []Segment{validSegment(), {}, everySemaphore()}}
	p.Segments[0].Tensor[tensorPacked].Pack = PackUnsigned
	p.Segments[0].Tensor = append(p.Segments[0].Tensor, validTensors()[tensorPacked])
	var b bytes.Buffer
	if err := p.WriteAssembly(&b); err != nil {
		t.Fatal(err)
	}
	checkGolden(t, "assembly.golden", b.Bytes())
}

// TestAssemblyShowsEveryField changes one field after the other and expects another line.
func TestAssemblyShowsEveryField(t *testing.T) {
	s := validSegment()
	lines := []struct {
		fields []field
		text   func() string
	}{
		{s.Load[0].fields(), func() string { return s.Load[0].String() }},
		{s.Tensor[tensorGemm].fields(), func() string { return s.Tensor[tensorGemm].String() }},
		{s.Tensor[tensorMasked].fields(), func() string { return s.Tensor[tensorMasked].String() }},
		{s.Tensor[tensorPacked].fields(), func() string { return s.Tensor[tensorPacked].String() }},
		{s.Store[0].fields(), func() string { return s.Store[0].String() }},
	}
	for _, line := range lines {
		before := line.text()
		for _, f := range line.fields {
			old := f.get()
			if f.set(old ^ 1); f.get() == old || f.name == reservedName {
				continue
			}
			// Fields that the instruction does not use are zero in a valid program, and not shown.
			unused := f.name == "mask" && !strings.Contains(before, "masked") || f.name == "second" && !strings.Contains(before, "pack")
			if line.text() == before && !unused {
				t.Errorf("%s does not show %s", before, f.name)
			}
			f.set(old)
		}
	}
}

// brokenWriter fails after some bytes.
type brokenWriter struct{ left int }

var errBroken = errors.New("broken")

func (w *brokenWriter) Write(b []byte) (int, error) {
	if w.left -= len(b); w.left < 0 {
		return 0, errBroken
	}
	return len(b), nil
}

func TestWriteAssemblyFails(t *testing.T) {
	p := &Program{Segments: []Segment{validSegment()}}
	for _, bytes := range []int{0, 100, 400} {
		if err := p.WriteAssembly(&brokenWriter{bytes}); !errors.Is(err, errBroken) {
			t.Errorf("after %d bytes: error %v", bytes, err)
		}
	}
}
