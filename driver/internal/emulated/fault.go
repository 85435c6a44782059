// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/rtl/isa"
)

// FaultKind is something that goes wrong.
type FaultKind string

// The faults.
const (
	NoFault      FaultKind = ""
	Interrupted  FaultKind = "interrupted"   // signals end transfers and waits, which looks like time-outs
	Short        FaultKind = "short"         // transfers end early
	StuckIRQ     FaultKind = "stuck-irq"     // interrupts never arrive
	TransferTime FaultKind = "transfer-time" // one transfer takes too long
	Hang         FaultKind = "hang"          // a launch never ends
	ResetInside  FaultKind = "reset"         // the accelerator is reset in the middle of a launch
	Lost         FaultKind = "lost"          // the card falls off its bus
	WrongID      FaultKind = "wrong-id"      // not an accelerator of this project
	WrongVersion FaultKind = "wrong-version" // of another version of the contract
	WrongHash    FaultKind = "wrong-hash"    // of an unknown configuration
	PortWidth    FaultKind = "port-width"    // the accelerator's port has another width than the processor's side believes
	NoMemory     FaultKind = "no-memory"     // buffers cannot be allocated
	SmallMemory  FaultKind = "small-memory"  // less memory than the driver is told

	FrameDropped   FaultKind = "frame-dropped"   // frames on a serial line get lost
	FrameRepeated  FaultKind = "frame-repeated"  // frames on a serial line arrive twice
	FrameCorrupted FaultKind = "frame-corrupted" // frames on a serial line arrive with another bit
)

// onLine reports whether a fault happens to the frames of a serial line.
func (k FaultKind) onLine() bool {
	return k == FrameDropped || k == FrameRepeated || k == FrameCorrupted
}

// FaultKinds lists them.
var FaultKinds = []FaultKind{
	Interrupted, Short, StuckIRQ, TransferTime, Hang, ResetInside, Lost, WrongID, WrongVersion, WrongHash, PortWidth, NoMemory, SmallMemory,
	FrameDropped, FrameRepeated, FrameCorrupted,
}

// Fault says what goes wrong, and when.
type Fault struct {
	Kind  FaultKind
	After int    // launches (of transfer-time: transfers) before it happens once
	Seed  uint64 // of what happens at random
}

// ParseFault reads KIND[:AFTER].
func ParseFault(text string, seed uint64) (Fault, error) {
	name, after, given := strings.Cut(text, ":")
	f := Fault{Kind: FaultKind(name), Seed: seed}
	var known []string
	for _, k := range FaultKinds {
		known = append(known, string(k))
		if k == f.Kind {
			known = nil
			break
		}
	}
	if known != nil {
		return f, fmt.Errorf("fault %q (known: %s)", name, strings.Join(known, ", "))
	}
	if given {
		if n, err := fmt.Sscan(after, &f.After); n != 1 || err != nil || f.After < 0 {
			return f, fmt.Errorf("fault %q: %q is not a number of launches", text, after)
		}
	}
	return f, nil
}

// faults makes a fault happen.
type faults struct {
	Fault
	rng       *rand.Rand
	launches  int
	transfers int
	lost      bool
	hung      bool // a launch that never ends
}

func newFaults(f Fault) *faults {
	return &faults{Fault: f, rng: rand.New(rand.NewPCG(f.Seed, 0))}
}

// atRegisters reports whether the fault shows in registers, or in what is written to them.
func (f *faults) atRegisters() bool { return f.Kind != NoFault && !f.Kind.onLine() }

// register returns what a register seems to hold.
func (f *faults) register(r isa.Register, v uint32) uint32 {
	switch {
	case r == isa.RegID && f.Kind == WrongID, r == isa.RegVersion && f.Kind == WrongVersion, r == isa.RegConfigHash && f.Kind == WrongHash:
		return v ^ 1
	case r == isa.RegStatus && f.hung:
		return uint32(isa.StatusBusy)
	}
	return v
}

// control sees a write of the control register and reports whether it reaches the board.
func (f *faults) control(k *Kernel, v uint32) bool {
	if v&isa.ControlReset != 0 {
		f.hung = false
		return true
	}
	if v&isa.ControlStart == 0 {
		return true
	}
	f.launches++
	if f.launches != f.After+1 {
		return true
	}
	switch f.Kind {
	case Hang:
		f.hung = true
		return false
	case Lost:
		f.lost = true
		return false
	case ResetInside:
		f.resetInside(k, v)
		return false
	}
	return true
}

// resetInside starts a launch and pulls the reset pin some cycles later.
func (f *faults) resetInside(k *Kernel, v uint32) {
	_, started := k.board.Store(isa.RegControl, v)
	k.see(false, started)
	_, ran := k.board.Run(uint64(1 + f.rng.IntN(400)))
	k.see(false, ran)
	k.see(false, k.board.Reset())
}

// stuck reports whether interrupts get lost.
func (f *faults) stuck() bool { return f.Kind == StuckIRQ }

// signalled reports whether a signal comes now.
func (f *faults) signalled() bool { return f.Kind == Interrupted && f.rng.IntN(3) == 0 }

// The errors of transfers that a signal ended: of the driver since 2020.2, of those before, and of the system call itself.
var signalErrors = []unix.Errno{unix.ETIMEDOUT, 512, unix.EINTR}

// transfer says what becomes of a transfer of n bytes: how many move, or an error.
func (f *faults) transfer(k *Kernel, n int) (int, unix.Errno) {
	f.transfers++
	switch {
	case f.signalled():
		return 0, signalErrors[f.rng.IntN(len(signalErrors))]
	case f.Kind == Short && n > 1 && f.rng.IntN(2) == 0:
		return 1 + f.rng.IntN(n-1), 0
	case f.Kind == TransferTime && f.transfers == f.After+1:
		k.elapsed += transferTimeout
		return 0, unix.ETIMEDOUT
	case f.Kind == NoMemory:
		return 0, unix.ENOMEM
	}
	return n, 0
}

// The bytes of a beat, and those that arrive when the widths of a port differ: the first word, again and again.
const beatBytes, goodBytes = 16, 4

// beats returns what the accelerator sees of bytes in memory.
func (f *faults) beats(p []byte) []byte {
	if f.Kind != PortWidth {
		return p
	}
	seen := make([]byte, len(p))
	for i := range p {
		seen[i] = p[i-i%beatBytes+i%goodBytes]
	}
	return seen
}
