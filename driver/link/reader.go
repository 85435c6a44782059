// SPDX-License-Identifier: Apache-2.0

package link

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/gopacket"
	"github.com/google/gopacket/pcapgo"
)

// Packet is a record in a recording.
type Packet struct {
	Number int       // as Wireshark counts, from 1
	Offset int64     // of its block in the file
	Time   time.Time // of the end of what is recorded
	Bytes  int       // of the record
	Layer
}

// Damaged returns an error that wraps ErrDamaged if the check sum of the record says that it has changed, else nil.
func (p *Packet) Damaged() error {
	if p.Whole {
		return nil
	}
	return fmt.Errorf("%w: packet %d, at byte %d, is not what was recorded: its check sum is another one; it reads %s",
		ErrDamaged, p.Number, p.Offset, p.Words())
}

// Reader reads a recording.
type Reader struct {
	blocks  *blocks
	packets *pcapgo.NgReader
	count   int
	last    Code
}

// NewReader begins to read a recording. Errors of the Reader are *[FileError], or those of file.
func NewReader(file io.Reader) (*Reader, error) {
	r := &Reader{blocks: &blocks{file: bufio.NewReaderSize(file, 64<<10)}}
	var err error
	// pcapgo reads ahead, but blocks hands on no more than one at a time: it is always that of the record that is read.
	r.packets, err = pcapgo.NewNgReader(r.blocks, pcapgo.NgReaderOptions{ErrorOnMismatchingLinkType: true})
	if err != nil {
		return nil, r.fail(err)
	}
	return r, nil
}

// Next returns the next record, and io.EOF after the last one. Its bytes are valid until the next call. A record with a wrong
// check sum is returned as it is, see Packet.Damaged.
func (r *Reader) Next() (*Packet, error) {
	data, info, err := r.packets.ZeroCopyReadPacketData()
	if errors.Is(err, io.EOF) && r.last == KindEnd {
		return nil, io.EOF
	}
	if err != nil {
		return nil, r.fail(err)
	}
	p := &Packet{Number: r.count + 1, Offset: r.blocks.offset, Time: info.Timestamp, Bytes: len(data)}
	if err := p.DecodeFromBytes(data, gopacket.NilDecodeFeedback); err != nil {
		return nil, r.fail(err)
	}
	if err := r.order(p); err != nil {
		return nil, r.fail(err)
	}
	r.count++
	r.last = p.Body.Kind()
	return p, nil
}

// order checks that the first record is of a device and that nothing follows the last one.
func (r *Reader) order(p *Packet) error {
	kind := p.Body.Kind()
	switch {
	case r.last == KindEnd:
		return fail(ErrDamaged, "a %s follows the end of the recording", kind)
	case (kind == KindDevice) != (r.count == 0):
		return fail(ErrDamaged, "record %d is a %s; the first one, and no other, is a device", r.count+1, kind)
	}
	if end, ok := p.Body.(*End); ok && end.Records != uint64(r.count) {
		return fail(ErrDamaged, "%d records come before the end, %d were written", r.count, end.Records)
	}
	return nil
}

// fail returns an error of the file with where it is and what could be read.
func (r *Reader) fail(err error) error {
	e := &FileError{Packet: r.count + 1, Offset: r.blocks.offset, Last: r.last, Records: r.count}
	var p *problem
	switch failure := r.blocks.failure; {
	case errors.As(failure, &p), errors.As(err, &p):
		e.Cause, e.Reason = p.cause, p.reason
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Cause, e.Reason = ErrTruncated, "the file ends without the record of an end"
	case failure != nil && failure != io.EOF:
		return fmt.Errorf("read a recording after %d records: %w", r.count, failure)
	default:
		e.Cause, e.Reason = ErrDamaged, err.Error()
	}
	return e
}
