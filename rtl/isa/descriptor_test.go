// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"encoding/binary"
	"errors"
	"testing"
)

func TestDescriptorRoundTrip(t *testing.T) {
	rng := testRand(t)
	for range 2000 {
		var d Descriptor
		var magic uint32
		randomize(rng, d.fields(&magic))
		b, err := d.Encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := DecodeDescriptor(b)
		if err != nil || got != d {
			t.Fatalf("decoded\n%+v, %v, want\n%+v", got, err, d)
		}
	}
}

// TestDescriptorPlaces reads the words that hardware reads, at the offsets that it reads them from.
func TestDescriptorPlaces(t *testing.T) {
	d := Descriptor{
		Count: [3]uint16{0x1111, 0x2222, 0x3333}, Params: Params{Shift: 39, Tau: 0x89abcdef, SkipLimit: 0x100},
		Lists: [3]uint64{1 << 63, 2, 3}, Next: 0xfedcba9876543210,
	}
	for i := range d.Bases {
		d.Bases[i] = uint64(i) << 60
	}
	b, err := d.Encode()
	if err != nil {
		t.Fatal(err)
	}
	want := [DescriptorBytes / 8]uint64{
		0x2222_1111_3153_4432, 0x89ab_cdef_0027_3333, 0x100,
		1 << 63, 2, 3, 0xfedcba9876543210, 0,
	}
	copy(want[8:], d.Bases[:])
	for i, w := range want {
		if got := binary.LittleEndian.Uint64(b[8*i:]); got != w {
			t.Errorf("word %d is %#x, want %#x", i, got, w)
		}
	}
	if string(b[:4]) != "2DS1" {
		t.Errorf("magic bytes are %q", b[:4])
	}
}

func TestDecodeDescriptorRejects(t *testing.T) {
	good, err := Descriptor{}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	var magic uint32
	for bit, used := range usedBits((&Descriptor{}).fields(&magic), 8*DescriptorBytes) {
		b := good
		b[bit/8] ^= 1 << (bit % 8)
		_, err := DecodeDescriptor(b)
		if bad := !used || bit < 32; bad != errors.Is(err, ErrEncoding) || !bad && err != nil {
			t.Errorf("bit %d flipped: error %v, want ErrEncoding is %v", bit, err, bad)
		}
	}
}

func TestErrorPlace(t *testing.T) {
	for _, test := range []struct {
		place ErrorPlace
		value uint32
	}{
		{ErrorPlace{}, 0},
		{ErrorPlace{EngineStore, 0x3fff, 0}, 0xfffe},
		{ErrorPlace{EngineFetch, 0, 0xffff}, 0xffff0003},
		{ErrorPlace{EngineTensor, 5, 2}, 0x20015},
	} {
		if got, err := test.place.Encode(); err != nil || got != test.value {
			t.Errorf("%+v is %#x, %v, want %#x", test.place, got, err, test.value)
		}
		if got := DecodeErrorPlace(test.value); got != test.place {
			t.Errorf("%#x is %+v, want %+v", test.value, got, test.place)
		}
	}
	if _, err := (ErrorPlace{Index: 1 << 14}).Encode(); !errors.Is(err, ErrEncoding) {
		t.Errorf("index 2^14: error %v", err)
	}
}

func TestAxiAttributes(t *testing.T) {
	a := AxiAttributes{Cache: 0xf, Prot: 2}
	if got, err := a.Encode(); err != nil || got != 0x2f {
		t.Errorf("%+v is %#x, %v, want 0x2f", a, got, err)
	}
	if got := DecodeAxiAttributes(0xffffff2f); got != a {
		t.Errorf("0xffffff2f is %+v, want %+v", got, a)
	}
	if _, err := (AxiAttributes{Prot: 8}).Encode(); !errors.Is(err, ErrEncoding) {
		t.Errorf("prot 8: error %v", err)
	}
}

func TestRegisterNames(t *testing.T) {
	names := map[string]bool{}
	end := Register(0)
	for _, r := range RegisterNames {
		if names[r.Name] || r.Name == "" {
			t.Errorf("register name %q occurs twice or is empty", r.Name)
		}
		names[r.Name] = true
		size := Register(4)
		if r.Wide {
			size = 8
		}
		if r.Register < end || r.Register%size != 0 {
			t.Errorf("%s at %#x overlaps what ends at %#x or is not aligned", r.Name, uint32(r.Register), uint32(end))
		}
		end = r.Register + size
	}
	if end != RegCounters+8 {
		t.Errorf("the last register ends at %#x, want the counters", uint32(end))
	}
}
