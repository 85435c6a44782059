// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"errors"
	"io"
	"os"
	"time"

	"github.com/e2train/e2train/driver/serial/bridge"
	"github.com/e2train/e2train/rtl/isa"
)

// ServeSerial puts a model of the UART bridge between a line and the kernel's board, and returns when the line is closed.
func (k *Kernel) ServeSerial(line io.ReadWriter) error {
	arrived := make(chan []byte)
	read := make(chan error, 1)
	done := make(chan struct{})
	defer close(done)
	go func() { read <- pump(line, arrived, done) }()
	s := serialPort{kernel: k, bridge: bridge.New(serialTarget{k})}
	for {
		var out []byte
		select {
		case err := <-read:
			return err
		case b := <-arrived:
			out = s.bridge.Take(b, nil)
		case <-s.idle():
		}
		if _, err := line.Write(s.interrupts(out)); err != nil {
			return ended(err)
		}
	}
}

// pump reads until the line is closed.
func pump(line io.Reader, arrived chan<- []byte, done <-chan struct{}) error {
	for {
		b := make([]byte, 4096)
		n, err := line.Read(b)
		if err != nil {
			return ended(err)
		}
		select {
		case arrived <- b[:n]:
		case <-done:
			return nil
		}
	}
}

// ended returns nil for errors of a line that was closed.
func ended(err error) error {
	if errors.Is(err, os.ErrClosed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}

// serialPort is a bridge with what it knows of the board.
type serialPort struct {
	kernel *Kernel
	bridge *bridge.Bridge
	line   bool // level of the interrupt line that the host was told of
}

// slice is how much device time passes at once while a launch runs and no byte comes.
const slice = time.Millisecond

// always is a channel that can be received from.
var always = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// idle lets time pass while a launch runs: its clock does not wait for bytes. It returns a channel that is nil when nothing runs.
func (s *serialPort) idle() <-chan struct{} {
	k := s.kernel
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lost() || k.line || isa.Status(k.load(int(isa.RegStatus)))&isa.StatusBusy == 0 {
		return nil
	}
	k.wait(slice, func() bool { return k.line })
	return always
}

// interrupts appends to out what tells of an interrupt that has come.
func (s *serialPort) interrupts(out []byte) []byte {
	s.kernel.mu.Lock()
	defer s.kernel.mu.Unlock()
	if s.kernel.line && !s.line {
		out = s.bridge.Interrupt(out)
	}
	s.line = s.kernel.line
	return out
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
	return t.move(t.kernel.dram.File.OS().WriteAt, p, address)
}

func (t serialTarget) move(call func([]byte, int64) (int, error), p []byte, address uint64) error {
	d := t.kernel.dram
	if address < d.Origin || address-d.Origin > uint64(d.Size) || uint64(len(p)) > uint64(d.Size)-(address-d.Origin) {
		return errNobody
	}
	_, err := call(p, int64(address-d.Origin))
	return err
}
