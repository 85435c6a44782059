// SPDX-License-Identifier: Apache-2.0

package link

import (
	"encoding/binary"
	"errors"
	"io"
)

// Types of pcapng blocks, and what is checked of them.
const (
	blockSection   = 0x0a0d0d0a
	blockInterface = 1
	blockPacket    = 6

	byteOrder  = 0x1a2b3c4d
	mostBlock  = 1 << 20 // bytes; records are much shorter
	mostOption = 1 << 15 // bytes

	optionEnd        = 0
	optionResolution = 9
	optionOffset     = 14
)

// blocks hands the blocks of a pcapng file on to who parses them, each of them only as a whole and if its lengths make sense;
// package pcapgo does not check them. It leaves out blocks that are no part of a recording.
type blocks struct {
	file    io.Reader
	offset  int64 // of the block that is handed on, in the file
	next    int64 // of the one after it
	links   int   // interfaces
	rest    []byte
	room    []byte
	failure error // that ended it; io.EOF after the last block
}

// Read implements io.Reader.
func (b *blocks) Read(p []byte) (int, error) {
	for len(b.rest) == 0 {
		if b.failure == nil {
			b.failure = b.advance()
		}
		if b.failure != nil {
			return 0, b.failure
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

// advance reads the next block.
func (b *blocks) advance() error {
	b.offset = b.next
	var head [12]byte
	n, err := io.ReadFull(b.file, head[:])
	if errors.Is(err, io.EOF) && b.offset > 0 {
		return io.EOF
	}
	le := binary.LittleEndian
	kind, length := le.Uint32(head[:]), le.Uint32(head[4:])
	if b.offset == 0 && (n < len(head) || kind != blockSection || le.Uint32(head[8:]) != byteOrder) {
		return fail(ErrForeign, "it does not begin as a little-endian pcapng file")
	}
	if err != nil {
		return cut(err)
	}
	if length < uint32(len(head)) || length%4 != 0 || length > mostBlock {
		return fail(ErrDamaged, "a block of %d bytes", length)
	}
	if cap(b.room) < int(length) {
		b.room = make([]byte, length)
	}
	block := append(b.room[:0], head[:]...)[:length]
	if _, err := io.ReadFull(b.file, block[len(head):]); err != nil {
		return cut(err)
	}
	if tail := le.Uint32(block[length-4:]); tail != length {
		return fail(ErrDamaged, "a block has two lengths, %d and %d", length, tail)
	}
	b.next += int64(length)
	return b.accept(kind, block)
}

// cut returns the error of a file that ends in a block.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fail(ErrTruncated, "the file ends in a block")
	}
	return err
}

// accept hands on a block that is part of a recording.
func (b *blocks) accept(kind uint32, block []byte) error {
	le := binary.LittleEndian
	body := block[8 : len(block)-4]
	switch kind {
	case blockSection:
		if b.offset > 0 {
			return fail(ErrForeign, "more than one section; recordings cannot be joined")
		}
		if len(body) < 16 {
			return fail(ErrDamaged, "a section block of %d bytes", len(block))
		}
		if major := le.Uint16(body[4:]); major != 1 {
			return fail(ErrVersion, "pcapng version %d, this program reads 1", major)
		}
		if err := checkOptions(body[16:]); err != nil {
			return err
		}
	case blockInterface:
		if len(body) < 8 {
			return fail(ErrDamaged, "an interface block of %d bytes", len(block))
		}
		if link := le.Uint16(body); link != uint16(LinkType) {
			return fail(ErrForeign, "packets of link type %d, a recording has %d", link, LinkType)
		}
		if err := checkOptions(body[8:]); err != nil {
			return err
		}
		clear(body[4:8]) // the longest packet: pcapgo allocates as much, and packets are checked one by one
		b.links++
	case blockPacket:
		if len(body) < 20 || uint64(le.Uint32(body[12:])) > uint64(len(body)-20) {
			return fail(ErrDamaged, "a packet does not fit its block of %d bytes", len(block))
		}
		if link := le.Uint32(body); uint64(link) >= uint64(b.links) {
			return fail(ErrDamaged, "a packet of interface %d of %d", link, b.links)
		}
	default:
		return nil
	}
	b.rest = block
	return nil
}

// checkOptions checks the options of a block as far as package pcapgo relies on them: their lengths, and units of time that
// can be computed with.
func checkOptions(b []byte) error {
	le := binary.LittleEndian
	for len(b) > 0 {
		if len(b) < 4 {
			return fail(ErrDamaged, "%d bytes behind the options of a block", len(b))
		}
		code, length := le.Uint16(b), int(le.Uint16(b[2:]))
		padded := (length + 3) / 4 * 4
		switch b = b[4:]; {
		case padded > len(b):
			return fail(ErrDamaged, "option %d has %d bytes, %d are left in its block", code, length, len(b))
		case code == optionEnd && (length != 0 || len(b) != 0):
			return fail(ErrDamaged, "an end of options before the end of a block")
		case code != optionEnd && length == 0, length > mostOption,
			code == optionResolution && (length != 1 || b[0] == 0 || b[0] > 9),
			code == optionOffset && length != 8:
			return fail(ErrDamaged, "option %d of %d bytes makes no sense", code, length)
		}
		b = b[padded:]
	}
	return nil
}
