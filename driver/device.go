// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/e2train/e2train/rtl/isa"
)

// Causes of device errors, for errors.Is.
var (
	ErrAddress   = errors.New("bad device address")
	ErrMemory    = errors.New("not enough device memory")
	ErrClosed    = errors.New("device is closed")
	ErrReference = errors.New("the float32 reference runs no programs")
	ErrBaseline  = errors.New("the float32 baseline is a model of time and energy: it has no RTL, runs no programs and has no integers to compare; use it with train and profile")
	ErrDeadlock  = errors.New("program deadlocked")
	ErrHardware  = errors.New("device reported an error")
)

// Device is an accelerator that can be reached. Its methods may be called from several goroutines; launches run one at a
// time, in the order in which Launch was entered.
type Device interface {
	// Info describes the device. It does not change.
	Info() Info
	// Alloc reserves device memory, zeroed, aligned to MemoryAlign bytes. The error wraps ErrMemory when it does not fit.
	Alloc(bytes int) (Memory, error)
	// Launch runs p to its end and returns what the accelerator did. A program that [isa.Config.Validate] rejects, a base that
	// is missing, freed, foreign, misaligned or too small for the code, and a shift above isa.MaxShift are errors that wrap
	// isa.ErrProgram; a deadlock wraps ErrDeadlock, other hardware errors ErrHardware.
	Launch(ctx context.Context, p Program) (Activity, error)
	// Close releases the device and all of its memory. Later calls, of its memory's methods too, return ErrClosed.
	Close() error
}

// MemoryAlign is the alignment of allocated device memory in bytes: how a transfer from it is cut into bursts does not
// depend on where it was allocated.
const MemoryAlign = 4096

// Memory is one allocation of device memory. ReadAt and WriteAt transfer all bytes or return an error; accesses outside
// the allocation are errors that wrap io.ErrUnexpectedEOF. While a launch runs, the host keeps away from memory that it uses.
type Memory interface {
	io.ReaderAt
	io.WriterAt
	Size() int
	Free() error
}

// Mapped is implemented by memory that the host can address directly; Bytes is the allocation itself.
type Mapped interface {
	Bytes() []byte
}

// Kind says what stands behind a device, and so what its figures may be called.
type Kind string

// The kinds of devices.
const (
	KindReference Kind = "reference" // float32 on the host, no accelerator
	KindBaseline  Kind = "baseline"  // float32 on the host, modeled cycles of an accelerator without RTL
	KindSimulator Kind = "simulator" // Go simulator: modeled cycles
	KindRTL       Kind = "rtl"       // RTL under Verilator: modeled cycles
	KindHLS       Kind = "hls"       // HLS kernels compiled natively: bits only
	KindEmulated  Kind = "emulated"  // an emulated board
	KindBoard     Kind = "board"     // real hardware: measured
)

// RunsPrograms returns nil if devices of the kind run programs, else why they do not: ErrReference or ErrBaseline.
func (k Kind) RunsPrograms() error {
	switch k {
	case KindReference:
		return ErrReference
	case KindBaseline:
		return ErrBaseline
	}
	return nil
}

// Info describes a device.
type Info struct {
	Address string
	Kind    Kind
	Config  isa.Config
	Version string          // of the hardware or simulator
	ClockHz int             // clock that cycles are counted in
	Timed   bool            // counters are meaningful
	Memory  int64           // bytes of device memory, 0 if not bounded
	Bench   isa.BenchMemory // that time is modeled under; zero where it is not modeled
}

// Region is a place in device memory that a base register points to. Offset is a multiple of isa.RegionAlign.
type Region struct {
	Memory Memory
	Offset int64
}

// Program is relocatable code with the addresses and parameters of one launch. Bases that the code does not use stay empty.
type Program struct {
	Code   *isa.Program
	Bases  [isa.NumBases]Region
	Params isa.Params
}

// Activity is what one launch did.
type Activity struct {
	Counters  isa.Counters
	MaxAbs    int64 // running maximum of |stored value| of the stores that track it
	Saturated bool
}

// DeadlockError says where a program got stuck. It wraps ErrDeadlock.
type DeadlockError struct {
	Segment  int
	Engine   isa.Engine
	Index    int
	Cycle    int64 // cycle of the launch in which the hardware noticed; 0 of devices that are not Timed
	Activity Activity
}

func (e *DeadlockError) Error() string {
	when := ""
	if e.Cycle > 0 {
		when = fmt.Sprintf(" in cycle %d", e.Cycle)
	}
	return fmt.Sprintf("%v%s: segment %d, %s[%d] waits for a signal that never comes", ErrDeadlock, when, e.Segment, e.Engine, e.Index)
}

// Unwrap returns ErrDeadlock.
func (e *DeadlockError) Unwrap() error { return ErrDeadlock }

// HardwareError is what the registers of a device say about a launch that ended early, other than a deadlock. Hardware
// defines neither time nor memory of such a launch. It wraps ErrHardware.
type HardwareError struct {
	Status  isa.Status
	Place   isa.ErrorPlace // of the first error
	Address uint64         // of the burst, if a response was an error
}

func (e *HardwareError) Error() string {
	text := fmt.Sprintf("%v: %v in segment %d, %s", ErrHardware, e.Status&isa.StatusErrors, e.Place.Segment, e.Place.Engine)
	if e.Place.Engine < isa.NumEngines {
		text += fmt.Sprintf("[%d]", e.Place.Index)
	}
	if e.Status&(isa.StatusReadError|isa.StatusWriteError) != 0 {
		text += fmt.Sprintf(", address %#x", e.Address)
	}
	return text
}

// Unwrap returns ErrHardware.
func (e *HardwareError) Unwrap() error { return ErrHardware }
