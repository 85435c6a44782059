// SPDX-License-Identifier: Apache-2.0

package frame

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// Version is that of the protocol.
const Version = 1

const (
	// MaxData is the most bytes that a frame reads or writes.
	MaxData = 512
	// Window is how many requests may be on their way.
	Window = 7
	// Page is what a range in memory does not cross.
	Page = 4096
)

// Kind says what a request asks for, or what an answer is.
type Kind byte

// Kinds of requests, and of frames that nobody asked for.
const (
	Sync           Kind = 1
	ReadRegisters  Kind = 2
	WriteRegisters Kind = 3
	ReadMemory     Kind = 4
	WriteMemory    Kind = 5
	Gap            Kind = 0x86
	Event          Kind = 0x87
)

// What is added to the kind of a request in its answer.
const (
	Done     Kind = 0x80
	BusError Kind = 0xc0
	Refused  Kind = 0xa0
)

// Writes reports whether requests of this kind have data.
func (k Kind) Writes() bool { return k == WriteRegisters || k == WriteMemory }

// Sizes of parts of frames in bytes.
const (
	requestHead = 12
	answerHead  = 4
	crcBytes    = 4
)

// The bytes with a meaning on the line.
const (
	flag   = 0x7e
	escape = 0x7d
	flip   = 0x20
)

// ErrFrame is the cause of errors about bytes that are no frame.
var ErrFrame = errors.New("no valid frame")

// Request is a frame to the accelerator. Length is len(Data) if the kind writes.
type Request struct {
	Kind     Kind
	Sequence byte
	Length   int
	Address  uint64
	Data     []byte
}

// Answer is a frame from the accelerator.
type Answer struct {
	Kind     Kind
	Sequence byte
	Data     []byte
}

// Append appends the bytes of r on the line to b. Length is at most MaxData.
func (r *Request) Append(b []byte) []byte {
	f := make([]byte, 0, requestHead+len(r.Data)+crcBytes)
	f = append(f, byte(r.Kind), r.Sequence)
	f = binary.LittleEndian.AppendUint16(f, uint16(r.Length))
	f = binary.LittleEndian.AppendUint64(f, r.Address)
	return appendFrame(b, append(f, r.Data...))
}

// Append appends the bytes of a on the line to b. len(Data) is at most MaxData.
func (a *Answer) Append(b []byte) []byte {
	f := make([]byte, 0, answerHead+len(a.Data)+crcBytes)
	f = append(f, byte(a.Kind), a.Sequence)
	f = binary.LittleEndian.AppendUint16(f, uint16(len(a.Data)))
	return appendFrame(b, append(f, a.Data...))
}

// appendFrame appends a frame to b: flags, escapes, CRC.
func appendFrame(b, f []byte) []byte {
	f = binary.LittleEndian.AppendUint32(f, crc32.ChecksumIEEE(f))
	b = append(b, flag)
	for _, c := range f {
		if c == flag || c == escape {
			b = append(b, escape, c^flip)
		} else {
			b = append(b, c)
		}
	}
	return append(b, flag)
}

// ParseRequest returns the request in what a Splitter gave. Data are those of f. The error wraps ErrFrame.
func ParseRequest(f []byte) (r Request, err error) {
	if f, err = checked(f, requestHead); err != nil {
		return r, err
	}
	r = Request{
		Kind: Kind(f[0]), Sequence: f[1], Length: int(binary.LittleEndian.Uint16(f[2:])), Address: binary.LittleEndian.Uint64(f[4:]),
		Data: f[requestHead:],
	}
	want := 0
	if r.Kind.Writes() {
		want = r.Length
	}
	if len(r.Data) != want || want > MaxData {
		return Request{}, fmt.Errorf("%d bytes of data, length %d, kind %d: %w", len(r.Data), r.Length, r.Kind, ErrFrame)
	}
	return r, nil
}

// ParseAnswer returns the answer in what a Splitter gave. Data are those of f. The error wraps ErrFrame.
func ParseAnswer(f []byte) (a Answer, err error) {
	if f, err = checked(f, answerHead); err != nil {
		return a, err
	}
	a = Answer{Kind: Kind(f[0]), Sequence: f[1], Data: f[answerHead:]}
	if n := int(binary.LittleEndian.Uint16(f[2:])); n != len(a.Data) || n > MaxData {
		return Answer{}, fmt.Errorf("%d bytes of data, length %d: %w", len(a.Data), n, ErrFrame)
	}
	return a, nil
}

// checked returns a frame without its CRC.
func checked(f []byte, head int) ([]byte, error) {
	if len(f) < head+crcBytes {
		return nil, fmt.Errorf("%d bytes, less than %d: %w", len(f), head+crcBytes, ErrFrame)
	}
	body := f[:len(f)-crcBytes]
	if got, want := binary.LittleEndian.Uint32(f[len(body):]), crc32.ChecksumIEEE(body); got != want {
		return nil, fmt.Errorf("CRC is %#x, want %#x: %w", got, want, ErrFrame)
	}
	return body, nil
}

// Rate returns how many bytes a second requests to write MaxData bytes each move at a baud rate, a byte in 128 escaped.
func Rate(baud int) float64 {
	const head, flags = requestHead + crcBytes, 2
	return float64(baud) / 10 * MaxData / ((MaxData+head)*(1+1.0/128) + flags)
}
