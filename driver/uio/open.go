// SPDX-License-Identifier: Apache-2.0

package uio

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/kernfile"
	"github.com/e2train/e2train/rtl/isa"
)

// soc holds what is open.
type soc struct {
	link   board.Link
	node   kernfile.File
	buffer *buffer
}

func open(a driver.Address) (driver.Device, error) {
	o, err := parse(a)
	if err != nil {
		return nil, err
	}
	link, err := board.FromAddress(a)
	if err != nil {
		return nil, err
	}
	return openSoC(link, o)
}

// openSoC opens the board with the link's kernel. Nothing touches registers before there is a bitstream and a clock: an access that
// nobody answers hangs the processor.
func openSoC(l board.Link, o options) (driver.Device, error) {
	s := &soc{link: l}
	s.link.Port = o.port
	s.link.Close = func() error { return errors.Join(s.close(), l.Close()) }
	for _, step := range []struct {
		op string
		do func(options) error
	}{
		{"load the bitstream " + o.bitstream, s.load},
		{"set the clock " + o.clock, s.clock},
		{"open the registers of " + o.node, s.openNode},
		{"open the memory " + o.buffer, s.openBuffer},
	} {
		if err := step.do(o); err != nil {
			s.link.Close()
			return nil, board.Fault(l.Address, step.op, err)
		}
	}
	return board.Open(context.Background(), s.link)
}

// openNode maps the registers, which begin somewhere in the first page of map 0.
func (s *soc) openNode(o options) (err error) {
	class := "/sys/class/uio/" + path.Base(o.node) + "/maps/map0/"
	size, err := kernfile.ReadNumber(s.link.Kernel, class+"size")
	if err != nil {
		return err
	}
	offset, err := kernfile.ReadNumber(s.link.Kernel, class+"offset")
	if err != nil {
		return err
	}
	if need := uint64(isa.RegCounters) + 8*uint64(isa.NumCounters); size < offset+need {
		return fmt.Errorf("map 0 has %d bytes, the registers take %d: %w", size, need, driver.ErrBitstream)
	}
	if s.node, err = s.link.Kernel.Open(o.node, os.O_RDWR); err != nil {
		return err
	}
	m, err := s.node.Registers(0, int((size+pageBytes-1)/pageBytes*pageBytes))
	if err != nil {
		return err
	}
	s.link.Registers = shifted{m, int(offset)}
	s.link.Events = &events{file: s.node}
	return nil
}

const pageBytes = 4096

// shifted are registers that do not begin where their mapping does.
type shifted struct {
	kernfile.Registers
	offset int
}

// Load implements kernfile.Registers.
func (s shifted) Load(offset int) uint32 { return s.Registers.Load(s.offset + offset) }

// Store implements kernfile.Registers.
func (s shifted) Store(offset int, v uint32) { s.Registers.Store(s.offset+offset, v) }

func (s *soc) openBuffer(o options) (err error) {
	if s.buffer, err = openBuffer(s.link.Kernel, o.buffer); err != nil {
		return err
	}
	s.link.DRAM, s.link.Base, s.link.Size = s.buffer, s.buffer.base, int64(len(s.buffer.bytes))/driver.MemoryAlign*driver.MemoryAlign
	if s.link.Base%driver.MemoryAlign != 0 {
		return fmt.Errorf("it is at %#x, not a multiple of %d: %w", s.link.Base, driver.MemoryAlign, driver.ErrMemory)
	}
	return nil
}

// close closes what is open.
func (s *soc) close() error {
	var errs []error
	if s.buffer != nil {
		errs = append(errs, s.buffer.close())
	}
	if s.link.Registers != nil {
		errs = append(errs, s.link.Registers.Close())
	}
	if s.node != nil {
		errs = append(errs, s.node.Close())
	}
	return errors.Join(errs...)
}
