// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"errors"
	"fmt"
)

// ErrEncoding is the cause of errors about values that do not fit their instruction field, and about words that are no
// instruction.
var ErrEncoding = errors.New("not a valid instruction word")

// A field binds one named group of bits of an instruction word or descriptor to the Go value that it encodes. Fields are
// packed from bit 0 upwards in the order of their list; the list is the only definition of the encoding.
type field struct {
	name   string
	width  int
	signed bool
	get    func() int64
	set    func(int64)
}

type integer interface {
	~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

func unsigned[T integer](name string, width int, v *T) field {
	return field{name, width, false, func() int64 { return int64(*v) }, func(x int64) { *v = T(x) }}
}

func signed[T integer](name string, width int, v *T) field {
	return field{name, width, true, func() int64 { return int64(*v) }, func(x int64) { *v = T(x) }}
}

func flag(name string, v *bool) field {
	get := func() int64 {
		if *v {
			return 1
		}
		return 0
	}
	return field{name, 1, false, get, func(x int64) { *v = x != 0 }}
}

// reservedName marks bits without a meaning.
const reservedName = "reserved"

// reserved bits are written as zero and must be zero.
func reserved(width int) field {
	return field{reservedName, width, false, func() int64 { return 0 }, func(int64) {}}
}

// pack writes the fields into word, which must be zeroed. Fields of 64 bits hold any pattern.
func pack(word []byte, fields []field) error {
	bit := 0
	for _, f := range fields {
		v := f.get()
		if !f.fits(v) {
			return fmt.Errorf("%s = %d does not fit %d bits: %w", f.name, v, f.width, ErrEncoding)
		}
		putBits(word, bit, f.width, uint64(v))
		bit += f.width
	}
	return nil
}

// unpack reads the fields from word. Reserved and trailing bits must be zero.
func unpack(word []byte, fields []field) error {
	bit := 0
	for _, f := range fields {
		v := int64(takeBits(word, bit, f.width))
		if f.signed {
			v = v << (64 - f.width) >> (64 - f.width)
		}
		if f.name == reservedName && v != 0 {
			return fmt.Errorf("reserved bits from %d on are set: %w", bit, ErrEncoding)
		}
		f.set(v)
		bit += f.width
	}
	for ; bit < 8*len(word); bit++ {
		if takeBits(word, bit, 1) != 0 {
			return fmt.Errorf("bit %d above the last field is set: %w", bit, ErrEncoding)
		}
	}
	return nil
}

// putBits sets the given bits of word, which are zero, to the low bits of v.
func putBits(word []byte, lsb, width int, v uint64) {
	for width > 0 {
		n := min(width, 8-lsb%8)
		word[lsb/8] |= byte(v&(1<<n-1)) << (lsb % 8)
		v, lsb, width = v>>n, lsb+n, width-n
	}
}

// takeBits returns the given bits of word.
func takeBits(word []byte, lsb, width int) (v uint64) {
	for at := 0; at < width; {
		n := min(width-at, 8-lsb%8)
		v |= uint64(word[lsb/8]>>(lsb%8)&(1<<n-1)) << at
		lsb, at = lsb+n, at+n
	}
	return v
}

func (f field) fits(v int64) bool {
	if f.width >= 64 {
		return true
	}
	if f.signed {
		return v >= -1<<(f.width-1) && v < 1<<(f.width-1)
	}
	return v >= 0 && v < 1<<f.width
}
