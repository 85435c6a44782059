// SPDX-License-Identifier: Apache-2.0

package link

import (
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
)

// Type is how the value of a field is encoded. Numbers are little-endian.
type Type string

// The types of fields.
const (
	U8    Type = "u8"
	U16   Type = "u16"
	U32   Type = "u32"
	U64   Type = "u64"
	I64   Type = "i64"
	F64   Type = "f64"
	Bool  Type = "bool"  // a byte, 0 or 1
	Text  Type = "text"  // UTF-8 behind a u16 that is its length in bytes
	Bytes Type = "bytes" // behind a u32 that is their number
)

// Field describes one field of a record.
type Field struct {
	Name    string
	Type    Type
	Unit    string // "" if there is none
	Meaning string
	Values  []string // names of the values from 0 on, of an enumeration

	at func(any) any // pointer to the field in what it is a field of
}

// Kind describes one kind of record.
type Kind struct {
	Code    Code
	Name    string
	Meaning string
	Fields  []Field

	make func() Body
}

// Kinds returns the kinds of records by their codes. This is the description from which everything else comes.
func Kinds() []Kind { return kinds }

// Prefix returns the fields with which every record begins.
func Prefix() []Field { return prefixFields }

var prefixFields = []Field{
	field("magic", "", `0x4b4c3245, "E2LK"`, func(p *prefix) *uint32 { return &p.magic }),
	field("sum", "", "CRC-32 (IEEE) of all bytes of the record after this field", func(p *prefix) *uint32 { return &p.sum }),
	field("version", "", fmt.Sprintf("version of this format: %d", Version), func(p *prefix) *uint16 { return &p.version }),
	enum("kind", "kind of the record", kindNames(), func(p *prefix) *uint8 { return (*uint8)(&p.kind) }),
	field("host_ns", "ns", "end of what is recorded, on the host's monotonic clock since the recording began", func(p *prefix) *uint64 { return &p.Stamp.HostNS }),
	field("took_ns", "ns", "how long that took on the host", func(p *prefix) *uint64 { return &p.Stamp.TookNS }),
	field("device_cycles", "cycles", "device time: cycles of the launches of the recording that have ended; 0 if the device has no time", func(p *prefix) *uint64 { return &p.Stamp.Cycles }),
}

// field describes a field of type V of a T.
func field[T, V any](name, unit, meaning string, at func(*T) *V) Field {
	return Field{Name: name, Type: typeOf(any((*V)(nil))), Unit: unit, Meaning: meaning, at: func(of any) any { return at(of.(*T)) }}
}

// enum describes a field whose values have names.
func enum[T any](name, meaning string, values []string, at func(*T) *uint8) Field {
	f := field(name, "", meaning, at)
	f.Values = values
	return f
}

// typeOf returns the type of the fields to which a pointer points.
func typeOf(pointer any) Type {
	switch pointer.(type) {
	case *uint8:
		return U8
	case *uint16:
		return U16
	case *uint32:
		return U32
	case *uint64:
		return U64
	case *int64:
		return I64
	case *float64:
		return F64
	case *bool:
		return Bool
	case *string:
		return Text
	case *[]byte:
		return Bytes
	}
	panic(fmt.Sprintf("link: no field has type %T", pointer))
}

// kindNames returns the names of the codes from 0 on; no kind has code 0.
func kindNames() []string {
	names := []string{""}
	for i := range kinds {
		names = append(names, kinds[i].Name)
	}
	return names
}

// baseFields describes the base registers of a launch.
func baseFields() (fields []Field) {
	for b := range isa.NumBases {
		fields = append(fields,
			field(fmt.Sprintf("base%d_memory", b), "", fmt.Sprintf("allocation that base register %d points to; 0 for none", b), func(l *Launch) *uint32 { return &l.Bases[b].Memory }),
			field(fmt.Sprintf("base%d_offset", b), "bytes", "offset in that allocation", func(l *Launch) *int64 { return &l.Bases[b].Offset }))
	}
	return fields
}

// counterFields describes the activity counters of a launch.
func counterFields() (fields []Field) {
	for c := range isa.NumCounters {
		fields = append(fields, field(c.String(), "", "activity counter of the contract", func(d *Completion) *uint64 { return &d.Activity.Counters[c] }))
	}
	return fields
}
