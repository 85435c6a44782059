// SPDX-License-Identifier: Apache-2.0

package child

import (
	"encoding/binary"

	"github.com/e2train/e2train/rtl/isa"
)

// The messages of rtl/tb/wire.hpp.
const (
	wireVersion  = 1
	requestBytes = 24
	replyBytes   = 16
)

// Request asks the simulation for something; the functions below make them.
type Request struct {
	op uint32
	a  uint32
	b  uint64
	c  uint64
}

const (
	opWrite = iota + 1
	opRead
	opRun
	opReset
	opRules
	opRandom
	opFault
	opFlying
	opLine
)

// WriteRegister writes a register.
func WriteRegister(r isa.Register, v uint32) Request {
	return Request{op: opWrite, a: uint32(r), b: uint64(v)}
}

// ReadRegister reads a register; the reply's value is its content.
func ReadRegister(r isa.Register) Request { return Request{op: opRead, a: uint32(r)} }

// Run runs the given number of cycles.
func Run(cycles uint64) Request { return Request{op: opRun, b: cycles} }

// RunToInterrupt runs until the interrupt is on, at most the given number of cycles; the reply's value is 1 if it is on.
func RunToInterrupt(cycles uint64) Request { return Request{op: opRun, a: 1, b: cycles} }

// Reset holds the reset of the machine for some cycles, at least one. The memory forgets the bursts in flight.
func Reset(cycles uint64) Request { return Request{op: opReset, b: cycles} }

// Rules lets the memory keep the rules that define time.
func Rules(m isa.BenchMemory) Request {
	return Request{
		op: opRules,
		b:  uint64(uint32(m.ReadLatency)) | uint64(m.ReadIdle)<<32, c: uint64(uint32(m.WriteLatency)) | uint64(m.WriteIdle)<<32,
	}
}

// Random lets the memory and the register port answer at random.
func Random(seed uint64) Request { return Request{op: opRandom, b: seed} }

// Flying asks for the bursts in flight: reads, and writes << 16.
func Flying() Request { return Request{op: opFlying} }

// Bits of requests and replies about the UART.
const (
	lineByte = 0x100
	lineBusy = 0x200
)

// Line runs for as long as a byte takes on the UART; with a byte to send if send is true.
func Line(b byte, send bool) Request {
	r := Request{op: opLine, a: uint32(b)}
	if send {
		r.a |= lineByte
	}
	return r
}

// Received returns the byte that came from the UART during Line, if one came, and whether more may come.
func (r Reply) Received() (b byte, came, busy bool) {
	return byte(r.Value), r.Value&lineByte != 0, r.Value&lineBusy != 0
}

// AllBeats has an error in every beat of a burst.
const AllBeats = 0xff

// Fault is an error response to one burst.
type Fault struct {
	Write   bool  // a write, not a read
	Resp    uint8 // 2 SLVERR, 3 DECERR
	Beat    uint8 // of a read, from 0, or AllBeats
	ByPlace bool  // the burst that covers Value, an address; else the Value-th from now on, from 0
	Value   uint64
}

// Request returns the request that arms the fault. It happens once.
func (f Fault) Request() Request {
	a := uint32(f.Resp)<<8 | uint32(f.Beat)<<16
	if f.Write {
		a |= 1
	}
	if f.ByPlace {
		a |= 2
	}
	return Request{op: opFault, a: a, b: f.Value}
}

// Reply answers a request.
type Reply struct {
	Value  uint32
	Cycles uint64 // since power-up
}

func encode(batch []Request) []byte {
	b := make([]byte, 0, len(batch)*requestBytes)
	for _, r := range batch {
		b = binary.LittleEndian.AppendUint32(b, r.op)
		b = binary.LittleEndian.AppendUint32(b, r.a)
		b = binary.LittleEndian.AppendUint64(b, r.b)
		b = binary.LittleEndian.AppendUint64(b, r.c)
	}
	return b
}

func decode(b []byte) (replies []Reply) {
	for ; len(b) >= replyBytes; b = b[replyBytes:] {
		replies = append(replies, Reply{binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint64(b[8:])})
	}
	return replies
}
