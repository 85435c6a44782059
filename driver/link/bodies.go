// SPDX-License-Identifier: Apache-2.0

package link

import (
	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// Code is the number of a kind of record.
type Code uint8

// The kinds of records.
const (
	KindDevice Code = 1 + iota
	KindAlloc
	KindFree
	KindTransfer
	KindProgram
	KindLaunch
	KindCompletion
	KindRegister
	KindPower
	KindEnd
)

// String returns the name of the kind.
func (c Code) String() string {
	if k := kindOf(c); k != nil {
		return k.Name
	}
	return "unknown"
}

// kindOf returns the description of a kind, nil if there is none.
func kindOf(c Code) *Kind {
	if c < KindDevice || int(c) > len(kinds) {
		return nil
	}
	return &kinds[c-1]
}

// Directions of transfers and of register accesses, as the host sees them.
const (
	Write uint8 = iota
	Read
)

// How launches end.
const (
	Done     uint8 = iota
	Deadlock       // the program waits for itself
	Hardware       // the device reported another error
	Canceled       // the host gave up waiting
	Refused        // the launch did not begin, or the device was lost
)

// Body is what a record says beyond its prefix: one of the types below.
type Body interface{ Kind() Code }

// Device opens a recording.
type Device struct {
	Contract   uint32
	Address    string
	Stands     string // driver.Kind
	Config     string
	ConfigHash uint32
	Version    string
	ClockHz    uint64
	Timed      bool
	Memory     int64
	Started    int64
}

// Alloc is an allocation of device memory.
type Alloc struct {
	Memory uint32
	Bytes  int64
	Failed string
}

// Free gives an allocation back.
type Free struct {
	Memory uint32
	Failed string
}

// Transfer is a piece of an access to device memory.
type Transfer struct {
	Direction uint8
	Memory    uint32
	Offset    int64
	Bytes     int64
	More      bool
	Failed    string
	Payload   []byte
}

// Program is a piece of the code of a program.
type Program struct {
	Program uint32
	More    bool
	Code    []byte
}

// Base is where a base register points to.
type Base struct {
	Memory uint32
	Offset int64
}

// Launch is the start of a program.
type Launch struct {
	Launch    uint64
	Program   uint32
	Shift     uint8
	Tau       uint32
	SkipLimit uint16
	Bases     [isa.NumBases]Base
}

// Completion is the end of a launch.
type Completion struct {
	Launch   uint64
	Status   uint8
	Activity driver.Activity
	Segment  uint32
	Engine   uint8
	Index    uint32
	Cycle    int64
	Flags    uint32
	Address  uint64
	Failed   string
}

// Register is an access to a register.
type Register struct {
	Direction uint8
	Offset    uint32
	Value     uint32
}

// Power is a sample of a power meter.
type Power struct {
	Rail    string
	Volts   float64
	Amperes float64
	Watts   float64
}

// End closes a recording that is complete.
type End struct{ Records uint64 }

// Kind implements Body.
func (*Device) Kind() Code { return KindDevice }

// Kind implements Body.
func (*Alloc) Kind() Code { return KindAlloc }

// Kind implements Body.
func (*Free) Kind() Code { return KindFree }

// Kind implements Body.
func (*Transfer) Kind() Code { return KindTransfer }

// Kind implements Body.
func (*Program) Kind() Code { return KindProgram }

// Kind implements Body.
func (*Launch) Kind() Code { return KindLaunch }

// Kind implements Body.
func (*Completion) Kind() Code { return KindCompletion }

// Kind implements Body.
func (*Register) Kind() Code { return KindRegister }

// Kind implements Body.
func (*Power) Kind() Code { return KindPower }

// Kind implements Body.
func (*End) Kind() Code { return KindEnd }

// MemoryOf returns the number of the allocation that a record is about, 0 if it is about none or several.
func MemoryOf(body Body) uint32 {
	switch b := body.(type) {
	case *Alloc:
		return b.Memory
	case *Free:
		return b.Memory
	case *Transfer:
		return b.Memory
	}
	return 0
}
