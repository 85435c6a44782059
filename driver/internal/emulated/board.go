// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/rtl/isa"
)

// Board is a simulated accelerator with registers, memory and an interrupt line. Calls come one at a time.
type Board interface {
	Config() isa.Config
	// Load reads a register; irq is the level of the interrupt line afterwards.
	Load(r isa.Register) (v uint32, irq bool, err error)
	Store(r isa.Register, v uint32) (irq bool, err error)
	// Run lets time pass until the interrupt line is high, at most the given number of cycles.
	Run(cycles uint64) (irq bool, err error)
	// Reset pulls the reset pin.
	Reset() error
	// Cycles returns the clock cycles since power-up.
	Cycles() uint64
	Close() error
}

// DRAM is a board's memory: Size bytes from device address Origin on.
type DRAM struct {
	Origin uint64
	Size   int64
	File   *hostmem.File // its first byte has device address Origin
}

// NewDRAM returns memory, zeroed, which takes room as it is written.
func NewDRAM(origin uint64, size int64) (*DRAM, error) {
	f, err := hostmem.NewFile(origin)
	if err != nil {
		return nil, err
	}
	if err := f.Grow(size); err != nil {
		f.Close()
		return nil, err
	}
	return &DRAM{origin, size, f}, nil
}

// has reports whether n bytes from an address on exist.
func (d *DRAM) has(address uint64, n int) bool {
	return address >= d.Origin && address-d.Origin <= uint64(d.Size) && uint64(n) <= uint64(d.Size)-(address-d.Origin)
}
