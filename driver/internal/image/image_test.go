// SPDX-License-Identifier: Apache-2.0

package image_test

import (
	"errors"
	"reflect"
	"testing"

	"github.com/e2train/e2train/driver/internal/image"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

// reader follows an image as hardware does.
type reader struct {
	bytes []byte
	at    uint64
}

func (r reader) word(addr uint64) (w isa.Word) {
	copy(w[:], r.bytes[addr-r.at:])
	return w
}

// segment reads the segment at a descriptor.
func (r reader) segment(t *testing.T, addr uint64) (s isa.Segment, d isa.Descriptor) {
	t.Helper()
	var b [isa.DescriptorBytes]byte
	copy(b[:], r.bytes[addr-r.at:])
	d, err := isa.DecodeDescriptor(b)
	if err != nil {
		t.Fatal(err)
	}
	for e, list := range d.Lists {
		if list%isa.DescriptorAlign != 0 {
			t.Errorf("list %d is at %#x", e, list)
		}
		for i := range uint64(d.Count[e]) {
			w := r.word(list + i*isa.InstructionBytes)
			if err := s.Append(isa.Engine(e), w); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s, d
}

func TestImageHoldsTheProgram(t *testing.T) {
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	seed := randprog.Seed(t)
	for i := range 100 {
		rng := randprog.Rand(seed, i)
		p := randprog.New(c, rng, randprog.Options{})
		l := image.Launch{Code: p.Code, Params: p.Params}
		for b := range l.Bases {
			l.Bases[b] = rng.Uint64()
		}
		at := rng.Uint64() >> 1 &^ (isa.DescriptorAlign - 1)
		bytes, err := image.Encode(&l, at)
		if err != nil {
			t.Fatal(err)
		}
		if len(bytes) != image.Size(p.Code) {
			t.Fatalf("program %d: %d bytes, size says %d", i, len(bytes), image.Size(p.Code))
		}
		r := reader{bytes, at}
		for k := range p.Code.Segments {
			s, d := r.segment(t, at)
			if !reflect.DeepEqual(s, p.Code.Segments[k]) || d.Params != l.Params || d.Bases != l.Bases {
				t.Fatalf("program %d, segment %d: got %+v of %+v, want %+v", i, k, s, d, p.Code.Segments[k])
			}
			if last := k == len(p.Code.Segments)-1; last != (d.Next == 0) || !last && d.Next%isa.DescriptorAlign != 0 {
				t.Fatalf("program %d, segment %d of %d goes on at %#x", i, k, len(p.Code.Segments), d.Next)
			}
			at = d.Next
		}
	}
}

func TestFieldsThatDoNotFit(t *testing.T) {
	l := image.Launch{Code: &isa.Program{Segments: []isa.Segment{{Load: []isa.Load{{Op: isa.OpLoadX, Count: [3]uint16{1 << 12, 1, 1}}}}}}}
	if _, err := image.Encode(&l, 0); !errors.Is(err, isa.ErrEncoding) {
		t.Errorf("got error %v, want one that wraps %v", err, isa.ErrEncoding)
	}
}
