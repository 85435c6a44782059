// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"fmt"
	"io/fs"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/kernfile"
	"github.com/e2train/e2train/rtl/isa"
)

// Kernel answers system calls for one board. Calls may come from several goroutines; they are answered one at a time.
type Kernel struct {
	mu      sync.Mutex
	board   Board
	dram    *DRAM
	faults  *faults
	nodes   map[string]func() (kernfile.File, error) // what opening a path gives
	failure error                                    // of the board, which is lost then
	failed  chan struct{}                            // closed when there is one

	line    bool          // level of the interrupt line
	elapsed time.Duration // beyond the board's cycles
	event   bool          // flag of XDMA's event 0
	uio     interrupts
	buffer  *udmabuf
	supply  *supply // nil if nothing watches the board's power
}

var _ kernfile.Kernel = (*Kernel)(nil)

// Options of an emulated kernel.
type Options struct {
	Coherent bool // the device sees the processor's caches
	Align    int  // of XDMA transfers in bytes, 0 for any
	Fault    Fault
	Bits     func(name string) error // loads the bitstream of that name; nil if it is there already
	Power    *Power                  // nil if nothing watches; else the board is Powered
}

// NewKernel returns a kernel with a board in an XDMA slot and behind UIO. It owns neither board nor memory.
func NewKernel(board Board, dram *DRAM, o Options) (*Kernel, error) {
	k := &Kernel{board: board, dram: dram, faults: newFaults(o.Fault), nodes: map[string]func() (kernfile.File, error){}, failed: make(chan struct{})}
	var err error
	if k.buffer, err = newUdmabuf(k, o.Coherent); err != nil {
		return nil, err
	}
	k.addXDMA(max(o.Align, 1))
	k.addUIO()
	k.buffer.addTo(k)
	k.addManager(o.Bits)
	k.addClock()
	k.addAttribute("/sys/class/e2train/board0/cycles", func() string { return fmt.Sprint(k.board.Cycles()) }, nil)
	return k, k.addPower(o.Power)
}

// Kind implements kernfile.Kernel.
func (k *Kernel) Kind() driver.Kind { return driver.KindEmulated }

// Now implements kernfile.Kernel: the time of the board's clock, and what was waited for in vain.
func (k *Kernel) Now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.now()
}

func (k *Kernel) now() time.Time {
	c := k.board.Config()
	cycles := k.board.Cycles()
	seconds, rest := cycles/uint64(c.ClockHz), cycles%uint64(c.ClockHz)
	return time.Unix(int64(seconds), int64(rest*uint64(time.Second)/uint64(c.ClockHz))).Add(k.elapsed)
}

// Cycles returns the clock cycles that the board has run.
func (k *Kernel) Cycles() uint64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.board.Cycles()
}

// Failed returns a channel that is closed when the simulation of the board has ended.
func (k *Kernel) Failed() <-chan struct{} { return k.failed }

// Failure returns why the simulation of the board ended, nil if it did not.
func (k *Kernel) Failure() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.failure
}

// Close gives up what the kernel holds itself.
func (k *Kernel) Close() error { return k.buffer.close() }

// Open implements kernfile.Kernel.
func (k *Kernel) Open(path string, _ int) (kernfile.File, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	open, known := k.nodes[path]
	if !known {
		return nil, fail("open", path, unix.ENOENT)
	}
	return open()
}

func fail(op, path string, err error) error { return &fs.PathError{Op: op, Path: path, Err: err} }

// lost reports whether the card is off its bus.
func (k *Kernel) lost() bool { return k.failure != nil || k.faults.lost }

// Lost reports whether the board is gone.
func (k *Kernel) Lost() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lost()
}

// ones is what registers of a lost card read.
const ones = ^uint32(0)

// load reads a register as software sees it.
func (k *Kernel) load(offset int) uint32 {
	if k.lost() {
		return ones
	}
	v, irq, err := k.board.Load(isa.Register(offset))
	k.see(irq, err)
	if k.lost() {
		return ones
	}
	return k.faults.register(isa.Register(offset), v)
}

func (k *Kernel) store(offset int, v uint32) {
	if k.lost() {
		return
	}
	if isa.Register(offset) == isa.RegControl && !k.faults.control(k, v) {
		return
	}
	irq, err := k.board.Store(isa.Register(offset), v)
	k.see(irq, err)
}

// see notes the level of the interrupt line, and tells who listens when it rises.
func (k *Kernel) see(irq bool, err error) {
	if err != nil && k.failure == nil {
		k.failure = err
		close(k.failed)
	}
	irq = irq && !k.faults.stuck()
	if irq && !k.line {
		k.event = true
	}
	k.line = irq
	k.uio.see(irq)
}

// wait lets time pass until an interrupt came, to whoever waits for it, or the end of the timeout. A board that does nothing will not
// interrupt.
func (k *Kernel) wait(timeout time.Duration, came func() bool) {
	end := k.now().Add(timeout)
	if k.computes() {
		c := k.board.Config()
		irq, err := k.run(uint64(timeout.Seconds() * float64(c.ClockHz)))
		k.see(irq, err)
	}
	if rest := end.Sub(k.now()); rest > 0 && !came() {
		k.elapsed += rest
	}
}
