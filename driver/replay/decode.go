// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"io"

	"github.com/e2train/e2train/rtl/isa"
)

// Decode reads what [Record.Encode] wrote. The error is a *FileError.
func Decode(data []byte) (*Record, error) {
	if err := checkWhole(data); err != nil {
		return nil, err
	}
	content, err := inflate(data)
	if err != nil {
		return nil, err
	}
	r := &reader{data: content}
	record := r.record()
	if r.err == nil && r.at != len(r.data) {
		r.fail("%d bytes behind the last memory", len(r.data)-r.at)
	}
	if r.err != nil {
		return nil, r.err
	}
	return record, nil
}

// checkWhole checks what can be known before any part is read: kind of file, version, length and sum.
func checkWhole(data []byte) error {
	if n := min(len(data), len(magic)); string(data[:n]) != magic[:n] {
		return fail(ErrForeign, 0, "begins with %q", data[:n])
	}
	if len(data) < minBytes {
		return fail(ErrTruncated, len(data), "shorter than any such file")
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

// inflate unpacks the content, whose length is known before, so that a small file cannot fill all memory.
func inflate(data []byte) ([]byte, error) {
	const most = 1100 // DEFLATE packs no more than that many bytes into one
	packed := data[packedAt : len(data)-sumBytes]
	want := binary.LittleEndian.Uint64(data[contentAt:])
	if want > most*uint64(len(packed)) {
		return nil, fail(ErrDamaged, contentAt, "%d bytes of content cannot be in %d", want, len(packed))
	}
	content, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), int64(want)+1))
	if err != nil {
		return nil, fail(ErrDamaged, packedAt, "unpacking fails: %v", err)
	}
	if uint64(len(content)) != want {
		return nil, fail(ErrDamaged, contentAt, "the content is not the %d bytes that it should be", want)
	}
	return content, nil
}

// reader takes parts from the content one after the other and keeps the first error.
type reader struct {
	data []byte
	at   int
	err  error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fail(ErrDamaged, r.at, format, args...)
	}
}

// take returns the next n bytes, nil after an error.
func (r *reader) take(n int, what string) []byte {
	if n < 0 || n > len(r.data)-r.at {
		r.fail("%s of %d bytes, %d are left", what, n, len(r.data)-r.at)
	}
	if r.err != nil {
		return nil
	}
	r.at += n
	return r.data[r.at-n : r.at : r.at]
}

func (r *reader) record() *Record {
	h := r.header()
	if r.err != nil {
		return nil
	}
	record := &Record{Source: h.Source, Note: h.Note}
	l := &record.Launch
	l.Params = h.params()
	r.config(h, l)
	for b, base := range h.Bases {
		if base.Memory < NoMemory || base.Memory >= len(h.Memories) {
			r.fail("base %d points to memory %d of %d", b, base.Memory, len(h.Memories))
		}
		l.Bases[b] = Base(base)
	}
	l.Code = r.code(h.Segments)
	l.Memories = r.memories(h.Memories)
	record.Want.Memories = r.memories(h.Memories)
	var whole bool
	if record.Want.Activity, whole = h.activity(); !whole {
		r.fail("the counters are not those of this program")
	}
	record.Want.Stall = h.Stall
	return record
}

// header reads the JSON header, which has exactly the fields of header.
func (r *reader) header() *header {
	length := r.take(4, "length of the header")
	if r.err != nil {
		return nil
	}
	text := r.take(int(int32(binary.LittleEndian.Uint32(length))), "header")
	h := &header{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(h); err != nil {
		r.fail("header: %v", err)
		return h
	}
	if _, err := d.Token(); err != io.EOF {
		r.fail("text behind the header")
	}
	return h
}

// config finds the configuration. That of another contract is not this program's matter.
func (r *reader) config(h *header, l *Launch) {
	c, err := isa.ConfigByName(h.Config)
	switch {
	case r.err != nil:
	case h.Contract != isa.Version:
		r.err = fail(ErrVersion, 0, "accelerator of contract %d, this program has %d", h.Contract, isa.Version)
	case err != nil:
		r.err = fail(ErrVersion, 0, "%v", err)
	case c.Hash() != h.ConfigHash:
		r.err = fail(ErrVersion, 0, "configuration %s has changed since", h.Config)
	default:
		l.Config = *c
	}
}

// code reads the instruction words.
func (r *reader) code(segments [][3]int) *isa.Program {
	p := &isa.Program{}
	for _, count := range segments {
		var s isa.Segment
		for e, n := range count {
			for k := 0; k < n && r.err == nil; k++ {
				r.instruction(&s, isa.Engine(e), k)
			}
		}
		p.Segments = append(p.Segments, s)
	}
	return p
}

func (r *reader) instruction(s *isa.Segment, e isa.Engine, k int) {
	var word isa.Word
	if copy(word[:], r.take(len(word), "instruction")); r.err != nil {
		return
	}
	if err := s.Append(e, word); err != nil {
		r.fail("%s[%d]: %v", e, k, err)
	}
}

func (r *reader) memories(sizes []int) (all [][]byte) {
	for _, n := range sizes {
		all = append(all, r.take(n, "memory"))
	}
	return all
}
