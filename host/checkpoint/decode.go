// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
)

// Decode reads what [Checkpoint.Encode] wrote. The error is an *Error.
func Decode(data []byte) (*Checkpoint, error) {
	if err := checkWhole(data); err != nil {
		return nil, err
	}
	r := &reader{data: data[:len(data)-sumBytes], at: headerAt}
	c := &Checkpoint{}
	r.header(&c.Header)
	for n := r.uint32("number of tensors"); n > 0 && r.err == nil; n-- {
		c.Tensors = append(c.Tensors, r.tensor())
	}
	if r.err == nil && r.at != len(r.data) {
		r.err = fail(ErrDamaged, r.at, "%d bytes behind the last tensor", len(r.data)-r.at)
	}
	if r.err != nil {
		return nil, r.err
	}
	return c, nil
}

// checkWhole checks what can be known before any part is read: kind of file, version, length and sum.
func checkWhole(data []byte) error {
	if n := min(len(data), len(magic)); string(data[:n]) != magic[:n] {
		return fail(ErrForeign, 0, "begins with %q", data[:n])
	}
	if len(data) < minBytes {
		return fail(ErrTruncated, len(data), "shorter than any checkpoint")
	}
	if v := binary.LittleEndian.Uint32(data[len(magic):]); v != version {
		return fail(ErrVersion, len(magic), "format %d, this program reads %d", v, version)
	}
	length := binary.LittleEndian.Uint64(data[lengthAt:])
	if length > uint64(len(data)) {
		return fail(ErrTruncated, len(data), "%d bytes are missing", length-uint64(len(data)))
	}
	if length < uint64(len(data)) {
		return fail(ErrDamaged, lengthAt, "%d bytes too many", uint64(len(data))-length)
	}
	body, sum := data[:len(data)-sumBytes], data[len(data)-sumBytes:]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return fail(ErrDamaged, len(body), "the SHA-256 of the content is another one")
	}
	return nil
}

// reader takes parts from data one after the other and keeps the first error.
type reader struct {
	data []byte
	at   int
	err  error
}

// take returns the next n bytes, nil after an error.
func (r *reader) take(n uint64, what string) []byte {
	if r.err == nil && n > uint64(len(r.data)-r.at) {
		r.err = fail(ErrDamaged, r.at, "%s of %d bytes, %d are left", what, n, len(r.data)-r.at)
	}
	if r.err != nil {
		return nil
	}
	part := r.data[r.at : r.at+int(n)]
	r.at += int(n)
	return part
}

func (r *reader) uint32(what string) uint32 {
	if part := r.take(4, what); part != nil {
		return binary.LittleEndian.Uint32(part)
	}
	return 0
}

// header reads the JSON header, which has exactly the fields of Header.
func (r *reader) header(h *Header) {
	start := r.at
	text := r.take(uint64(r.uint32("length of the header")), "header")
	if r.err != nil {
		return
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(h); err != nil {
		r.err = fail(ErrDamaged, start, "header: %v", err)
		return
	}
	if _, err := d.Token(); err != io.EOF {
		r.err = fail(ErrDamaged, start, "text behind the header")
		return
	}
	if h.Step < 0 {
		r.err = fail(ErrDamaged, start, "step %d", h.Step)
	}
	for name, length := range h.Logs {
		if length < 0 {
			r.err = fail(ErrDamaged, start, "log %q of %d bytes", name, length)
		}
	}
}

func (r *reader) tensor() Tensor {
	var t Tensor
	if part := r.take(2, "length of a tensor's name"); part != nil {
		t.Name = string(r.take(uint64(binary.LittleEndian.Uint16(part)), "name of a tensor"))
	}
	if part := r.take(8, "length of tensor "+t.Name); part != nil {
		t.Data = r.floats(binary.LittleEndian.Uint64(part), t.Name)
	}
	return t
}

func (r *reader) floats(n uint64, name string) []float32 {
	if n > uint64(len(r.data))/4 {
		r.err = fail(ErrDamaged, r.at, "tensor %q of %d values", name, n)
		return nil
	}
	part := r.take(4*n, "tensor "+name)
	values := make([]float32, len(part)/4)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(part[4*i:]))
	}
	return values
}
