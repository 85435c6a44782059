// SPDX-License-Identifier: Apache-2.0

// Package bridge is a model of rtl/uart_bridge.sv: the board's end of the protocol of package frame.
package bridge

import (
	"encoding/binary"

	"github.com/e2train/e2train/driver/serial/frame"
)

// Target is what is behind a bridge. Errors are those of its bus.
type Target interface {
	LoadRegister(address uint32) (uint32, error)
	StoreRegister(address, v uint32) error
	ReadMemory(p []byte, address uint64) error
	WriteMemory(p []byte, address uint64) error
}

// kept is how many answers are kept: more than a window.
const kept = 8

// Bridge answers requests. It is used by one goroutine at a time.
type Bridge struct {
	target   Target
	splitter frame.Splitter
	expected byte
	answers  [kept]*frame.Answer // of this session, by the low bits of the number
}

// New returns a bridge after its reset.
func New(t Target) *Bridge { return &Bridge{target: t} }

// Take takes bytes from the line and appends what goes back to out.
func (b *Bridge) Take(line, out []byte) []byte {
	b.splitter.Split(line, func(f []byte) {
		r, err := frame.ParseRequest(f)
		if err != nil {
			return // the host sends it again
		}
		out = b.answer(&r).Append(out)
	})
	return out
}

// Interrupt appends what goes to the host when the interrupt line rises.
func (b *Bridge) Interrupt(out []byte) []byte {
	return (&frame.Answer{Kind: frame.Event}).Append(out)
}

func (b *Bridge) answer(r *frame.Request) *frame.Answer {
	if r.Kind == frame.Sync {
		b.expected, b.answers = r.Sequence+1, [kept]*frame.Answer{}
		greeting := binary.LittleEndian.AppendUint16([]byte{frame.Version, frame.Window}, frame.MaxData)
		return &frame.Answer{Kind: frame.Done | frame.Sync, Sequence: r.Sequence, Data: greeting}
	}
	slot := &b.answers[r.Sequence%kept]
	switch behind := b.expected - r.Sequence; {
	case behind == 0:
		*slot = b.carryOut(r)
		b.expected++
	case behind > kept || *slot == nil:
		return &frame.Answer{Kind: frame.Gap, Sequence: b.expected}
	}
	return *slot
}

// carryOut does what a request asks for.
func (b *Bridge) carryOut(r *frame.Request) *frame.Answer {
	if !allowed(r) {
		return &frame.Answer{Kind: frame.Refused | r.Kind, Sequence: r.Sequence}
	}
	data := r.Data
	if !r.Kind.Writes() {
		data = make([]byte, r.Length)
	}
	if err := b.move(r, data); err != nil {
		return &frame.Answer{Kind: frame.BusError | r.Kind, Sequence: r.Sequence}
	}
	if r.Kind.Writes() {
		data = nil
	}
	return &frame.Answer{Kind: frame.Done | r.Kind, Sequence: r.Sequence, Data: data}
}

// allowed reports whether a request has a known kind and a legal range.
func allowed(r *frame.Request) bool {
	fits := r.Length <= frame.MaxData && r.Address%frame.Page+uint64(r.Length) <= frame.Page
	switch r.Kind {
	case frame.ReadRegisters, frame.WriteRegisters:
		return fits && r.Address%4 == 0 && r.Length%4 == 0 && r.Address < frame.Page
	case frame.ReadMemory, frame.WriteMemory:
		return fits
	}
	return false
}

func (b *Bridge) move(r *frame.Request, data []byte) error {
	switch r.Kind {
	case frame.ReadMemory:
		return b.target.ReadMemory(data, r.Address)
	case frame.WriteMemory:
		return b.target.WriteMemory(data, r.Address)
	}
	for at := 0; at < len(data); at += 4 {
		if err := b.register(r, uint32(r.Address)+uint32(at), data[at:]); err != nil {
			return err
		}
	}
	return nil
}

// register makes one access to a register with the first four bytes of data.
func (b *Bridge) register(r *frame.Request, address uint32, data []byte) error {
	if r.Kind.Writes() {
		return b.target.StoreRegister(address, binary.LittleEndian.Uint32(data))
	}
	v, err := b.target.LoadRegister(address)
	binary.LittleEndian.PutUint32(data, v)
	return err
}
