// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"encoding/binary"
	"errors"
	"math"
	"reflect"
	"testing"
)

// FuzzDecode gives any word to all decoders. What one accepts encodes to the same word.
func FuzzDecode(f *testing.F) {
	s := validSegment()
	for i := range s.Load {
		word, _ := s.Load[i].Encode()
		f.Add(word[:])
	}
	for i := range s.Tensor {
		word, _ := s.Tensor[i].Encode()
		f.Add(word[:])
	}
	for i := range s.Store {
		word, _ := s.Store[i].Encode()
		f.Add(word[:])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var w Word
		copy(w[:], data)
		accepted := 0
		check := func(decoded error, encode func() (Word, error)) {
			if decoded != nil {
				if !errors.Is(decoded, ErrEncoding) {
					t.Fatalf("error %v", decoded)
				}
				return
			}
			accepted++
			if again, err := encode(); err != nil || again != w {
				t.Fatalf("%x\nencodes to\n%x, %v", w, again, err)
			}
		}
		l, err := DecodeLoad(w)
		check(err, l.Encode)
		x, err := DecodeTensor(w)
		check(err, x.Encode)
		s, err := DecodeStore(w)
		check(err, s.Encode)
		if accepted > 1 {
			t.Fatalf("%x belongs to %d engines", w, accepted)
		}
		_, _, _ = l.String(), x.String(), s.String()
	})
}

// FuzzDecodeDescriptor is the same for descriptors.
func FuzzDecodeDescriptor(f *testing.F) {
	b, _ := Descriptor{Next: 1}.Encode()
	f.Add(b[:])
	f.Fuzz(func(t *testing.T, data []byte) {
		var b [DescriptorBytes]byte
		copy(b[:], data)
		d, err := DecodeDescriptor(b)
		if err != nil {
			if !errors.Is(err, ErrEncoding) {
				t.Fatalf("error %v", err)
			}
			return
		}
		if again, err := d.Encode(); err != nil || again != b {
			t.Fatalf("%x\nencodes to\n%x, %v", b, again, err)
		}
	})
}

// FuzzValidate changes a few numbers of a valid program to any values of their Go types. Validate must not panic, and what
// it accepts must encode, decode and print.
func FuzzValidate(f *testing.F) {
	f.Add([]byte{})
	f.Add(binary.LittleEndian.AppendUint64([]byte{0, 1}, 7))
	f.Fuzz(func(t *testing.T, data []byte) { validateChanged(t, data) })
}

// TestValidateAcceptsOnlyWhatEncodes is FuzzValidate with random changes, many of them to the ends of ranges.
func TestValidateAcceptsOnlyWhatEncodes(t *testing.T) {
	rng := testRand(t)
	accepted, rejected := 0, 0
	values := []int64{0, 1, -1, 2, 3, 7, 8, 15, 16, 255, 256, 4095, 4096, math.MaxInt16, math.MinInt16, math.MaxUint16, math.MaxUint32}
	for range 4000 {
		var data []byte
		for range between(rng, 1, 3) {
			data = binary.LittleEndian.AppendUint16(data, uint16(rng.Uint32()))
			v := values[rng.IntN(len(values))]
			if rng.IntN(3) == 0 {
				v = int64(rng.Uint64()) >> rng.IntN(64)
			}
			data = binary.LittleEndian.AppendUint64(data, uint64(v))
		}
		if validateChanged(t, data) {
			accepted++
		} else {
			rejected++
		}
	}
	if min(accepted, rejected) < 200 {
		t.Errorf("%d programs accepted, %d rejected: too few", accepted, rejected)
	}
}

// validateChanged returns whether the valid program with the changes in data, 2 bytes of place and 8 of value each, is
// still valid.
func validateChanged(t *testing.T, data []byte) bool {
	s := validSegment()
	numbers := numbersIn(reflect.ValueOf(&s).Elem())
	for ; len(data) >= 10; data = data[10:] {
		place := int(binary.LittleEndian.Uint16(data)) % len(numbers)
		setNumber(numbers[place], binary.LittleEndian.Uint64(data[2:]))
	}
	if err := config(t, "tiny").Validate(&Program{Segments: []Segment{s}}); err != nil {
		if !errors.Is(err, ErrProgram) {
			t.Fatalf("error %v", err)
		}
		return false
	}
	for i := range s.Load {
		sameAgain(t, s.Load[i], s.Load[i].Encode, DecodeLoad)
	}
	for i := range s.Tensor {
		sameAgain(t, s.Tensor[i], s.Tensor[i].Encode, DecodeTensor)
	}
	for i := range s.Store {
		sameAgain(t, s.Store[i], s.Store[i].Encode, DecodeStore)
	}
	return true
}

func sameAgain[T comparable](t *testing.T, want T, encode func() (Word, error), decode func(Word) (T, error)) {
	t.Helper()
	word, err := encode()
	if err != nil {
		t.Fatalf("valid, but %v: %+v", err, want)
	}
	if got, err := decode(word); err != nil || got != want {
		t.Fatalf("decoded\n%+v, %v, want\n%+v", got, err, want)
	}
}

// numbersIn returns all numbers and flags inside v.
func numbersIn(v reflect.Value) (numbers []reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			numbers = append(numbers, numbersIn(v.Field(i))...)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			numbers = append(numbers, numbersIn(v.Index(i))...)
		}
	default:
		numbers = append(numbers, v)
	}
	return numbers
}

func setNumber(v reflect.Value, x uint64) {
	switch {
	case v.Kind() == reflect.Bool:
		v.SetBool(x&1 != 0)
	case v.CanInt():
		v.SetInt(int64(x) << (64 - v.Type().Bits()) >> (64 - v.Type().Bits()))
	default:
		v.SetUint(x << (64 - v.Type().Bits()) >> (64 - v.Type().Bits()))
	}
}
