// SPDX-License-Identifier: Apache-2.0

package link

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"unicode/utf8"
)

// decodeRecord reads a record. Its texts are copies, its bytes are those of data. Whole is false if the check sum says that
// something in it has changed. The error wraps ErrForeign, ErrVersion or ErrDamaged.
func decodeRecord(data []byte) (s Stamp, body Body, whole bool, err error) {
	p := &prefix{}
	r := &reader{data: data}
	r.fields(prefixFields, p)
	switch {
	case len(data) < summedAt || p.magic != magic:
		return s, nil, false, fail(ErrForeign, "a packet begins with %q", data[:min(len(data), sumAt)])
	case len(data) >= kindAt && p.version != Version:
		return s, nil, false, fail(ErrVersion, "format %d, this program reads %d", p.version, Version)
	case r.err != nil:
		return s, nil, false, r.err
	}
	kind := kindOf(p.kind)
	if kind == nil {
		return s, nil, false, fail(ErrDamaged, "a record of kind 0")
	}
	body = kind.make()
	r.fields(kind.Fields, body)
	if r.err == nil && len(r.data) != 0 {
		r.err = fail(ErrDamaged, "%d bytes behind the last field of a %s", len(r.data), kind.Name)
	}
	if r.err != nil {
		return s, nil, false, r.err
	}
	return p.Stamp, body, crc32.ChecksumIEEE(data[summedAt:]) == p.sum, nil
}

// reader takes values from data and keeps the first error.
type reader struct {
	data []byte
	err  error
}

func (r *reader) fields(fields []Field, of any) {
	for i := range fields {
		f := &fields[i]
		r.value(f, f.at(of))
		if r.err != nil {
			return
		}
	}
}

func (r *reader) value(f *Field, pointer any) {
	switch v := pointer.(type) {
	case *uint8:
		*v = uint8(r.number(f, 1))
		if f.Values != nil && int(*v) >= len(f.Values) {
			r.fail(f, "is %d, the last value is %d", *v, len(f.Values)-1)
		}
	case *uint16:
		*v = uint16(r.number(f, 2))
	case *uint32:
		*v = uint32(r.number(f, 4))
	case *uint64:
		*v = r.number(f, 8)
	case *int64:
		*v = int64(r.number(f, 8))
	case *float64:
		*v = math.Float64frombits(r.number(f, 8))
	case *bool:
		b := r.number(f, 1)
		if *v = b == 1; b > 1 {
			r.fail(f, "is %d, neither 0 nor 1", b)
		}
	case *string:
		text := r.take(f, r.number(f, 2))
		if *v = string(text); !utf8.ValidString(*v) || len(text) > mostText {
			r.fail(f, "is no text of at most %d bytes", mostText)
		}
	case *[]byte:
		*v = r.take(f, r.number(f, 4))
	default:
		panic(fmt.Sprintf("link: no field has type %T", pointer))
	}
}

func (r *reader) fail(f *Field, format string, args ...any) {
	if r.err == nil {
		r.err = fail(ErrDamaged, "field %s %s", f.Name, fmt.Sprintf(format, args...))
	}
}

// take returns the next n bytes, nil after an error.
func (r *reader) take(f *Field, n uint64) []byte {
	if r.err == nil && n > uint64(len(r.data)) {
		r.fail(f, "has %d bytes, %d are left", n, len(r.data))
	}
	if r.err != nil {
		return nil
	}
	taken := r.data[:n:n]
	r.data = r.data[n:]
	return taken
}

// number returns the next number of n bytes.
func (r *reader) number(f *Field, n int) uint64 {
	var wide [8]byte
	copy(wide[:], r.take(f, uint64(n)))
	return binary.LittleEndian.Uint64(wide[:])
}
