// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"errors"
	"time"

	"github.com/e2train/e2train/driver/serial/bridge"
	"github.com/e2train/e2train/rtl/isa"
)

// modelUART is the model of the bridge in front of any board.
type modelUART struct {
	kernel *Kernel
	bridge *bridge.Bridge
	line   bool // level of the interrupt line that the host was told of
}

func (m *modelUART) take(b []byte) (out []byte, busy bool) {
	if len(b) == 0 {
		m.pass()
	}
	out = m.bridge.Take(b, nil)
	m.kernel.mu.Lock()
	defer m.kernel.mu.Unlock()
	if m.kernel.line && !m.line {
		out = m.bridge.Interrupt(out)
	}
	m.line = m.kernel.line
	return out, !m.line && m.kernel.computes()
}

// slice is how much device time passes at once while a launch runs and no byte comes.
const slice = time.Millisecond

// pass lets time pass: the clock of a launch does not wait for bytes.
func (m *modelUART) pass() {
	k := m.kernel
	k.mu.Lock()
	defer k.mu.Unlock()
	k.wait(slice, func() bool { return k.line })
}

// computes reports whether a launch runs that will end.
func (k *Kernel) computes() bool {
	return !k.lost() && !k.faults.hung && isa.Status(k.load(int(isa.RegStatus)))&isa.StatusBusy != 0
}

// serialTarget is what the bridge reaches.
type serialTarget struct{ kernel *Kernel }

var _ bridge.Target = serialTarget{}

// errNobody is the bus's answer where no memory is.
var errNobody = errors.New("nothing has this address")

// LoadRegister implements bridge.Target.
func (t serialTarget) LoadRegister(address uint32) (uint32, error) {
	t.kernel.mu.Lock()
	defer t.kernel.mu.Unlock()
	return t.kernel.load(int(address)), nil
}

// StoreRegister implements bridge.Target.
func (t serialTarget) StoreRegister(address, v uint32) error {
	t.kernel.mu.Lock()
	defer t.kernel.mu.Unlock()
	t.kernel.store(int(address), v)
	return nil
}

// ReadMemory implements bridge.Target.
func (t serialTarget) ReadMemory(p []byte, address uint64) error {
	return t.move(t.kernel.dram.File.OS().ReadAt, p, address)
}

// WriteMemory implements bridge.Target.
func (t serialTarget) WriteMemory(p []byte, address uint64) error {
	return t.move(t.kernel.dram.File.OS().WriteAt, t.kernel.faults.beats(p), address)
}

func (t serialTarget) move(call func([]byte, int64) (int, error), p []byte, address uint64) error {
	d := t.kernel.dram
	if !d.has(address, len(p)) {
		return errNobody
	}
	_, err := call(p, int64(address-d.Origin))
	return err
}
