// SPDX-License-Identifier: Apache-2.0

package link

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"strings"
)

// Version of the format.
const Version = 1

const (
	magic     = 0x4b4c3245
	sumAt     = 4
	summedAt  = sumAt + 4
	kindAt    = summedAt + 2
	mostText  = 4096      // bytes of a text that are kept
	mostPiece = 128 << 10 // bytes of a payload in one record: Wireshark reads packets of at most 256 KB
)

// Stamp says when something happened.
type Stamp struct {
	HostNS uint64 // end, on the host's monotonic clock since the recording began
	TookNS uint64 // duration
	Cycles uint64 // device time
}

// prefix is what every record begins with.
type prefix struct {
	magic   uint32
	sum     uint32
	version uint16
	kind    Code
	Stamp
}

// appendRecord appends the encoding of a record to b.
func appendRecord(b []byte, s Stamp, body Body) []byte {
	begin := len(b)
	p := &prefix{magic: magic, version: Version, kind: body.Kind(), Stamp: s}
	b = appendFields(b, prefixFields, p)
	b = appendFields(b, kindOf(p.kind).Fields, body)
	binary.LittleEndian.PutUint32(b[begin+sumAt:], crc32.ChecksumIEEE(b[begin+summedAt:]))
	return b
}

func appendFields(b []byte, fields []Field, of any) []byte {
	for i := range fields {
		b = appendValue(b, fields[i].at(of))
	}
	return b
}

func appendValue(b []byte, pointer any) []byte {
	le := binary.LittleEndian
	switch v := pointer.(type) {
	case *uint8:
		return append(b, *v)
	case *uint16:
		return le.AppendUint16(b, *v)
	case *uint32:
		return le.AppendUint32(b, *v)
	case *uint64:
		return le.AppendUint64(b, *v)
	case *int64:
		return le.AppendUint64(b, uint64(*v))
	case *float64:
		return le.AppendUint64(b, math.Float64bits(*v))
	case *bool:
		return append(b, oneIf(*v))
	case *string:
		text := strings.ToValidUTF8((*v)[:min(len(*v), mostText)], "")
		return append(le.AppendUint16(b, uint16(len(text))), text...)
	case *[]byte:
		return append(le.AppendUint32(b, uint32(len(*v))), *v...)
	}
	panic(fmt.Sprintf("link: no field has type %T", pointer))
}

func oneIf(b bool) byte {
	if b {
		return 1
	}
	return 0
}
