// SPDX-License-Identifier: Apache-2.0

// Package shelf prepares launches for machines that run as a child process: it finds what their programs use in the memory that both
// share, and lays their code out there.
package shelf

import (
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/driver/internal/image"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
)

// Shelf is the memory of one device. It is used by one goroutine at a time.
type Shelf struct {
	Heap *hostmem.Heap
	File *hostmem.File

	Code *hostmem.Shared // image of the program that runs
}

// Put checks a launch on configuration c and lays out its code; it returns the address of the first descriptor. The error wraps
// isa.ErrProgram if the launch cannot run.
func (s *Shelf) Put(c *isa.Config, p *driver.Program) (descriptor uint64, err error) {
	if err := s.Heap.Err(); err != nil {
		return 0, err
	}
	rooms, err := s.Bind(p)
	if err != nil {
		return 0, err
	}
	if err := sim.Check(c, p.Code, p.Params, &rooms); err != nil {
		return 0, err
	}
	return s.Place(p, &rooms)
}

// Bind returns what the base registers point to.
func (s *Shelf) Bind(p *driver.Program) (rooms [isa.NumBases]sim.Room, err error) {
	for b, region := range p.Bases {
		if region.Memory == nil {
			continue
		}
		m, err := hostmem.Own[*hostmem.Shared](s.Heap, region.Memory)
		if err != nil {
			return rooms, fmt.Errorf("base %d: %w", b, err)
		}
		if rooms[b].Address, rooms[b].Bytes, err = m.Room(region.Offset); err != nil {
			return rooms, fmt.Errorf("base %d: %w: %w", b, err, isa.ErrProgram)
		}
	}
	return rooms, nil
}

// Place writes descriptors and instruction lists into memory and returns the address of the first descriptor.
func (s *Shelf) Place(p *driver.Program, rooms *[isa.NumBases]sim.Room) (uint64, error) {
	size := image.Size(p.Code)
	if s.Code == nil || s.Code.Size() < size {
		if s.Code != nil {
			if err := s.Code.Free(); err != nil {
				return 0, err
			}
			s.Code = nil
		}
		var err error
		if s.Code, err = s.Heap.AllocOwn(s.File, size); err != nil {
			return 0, err
		}
	}
	at, _, err := s.Code.Room(0)
	if err != nil {
		return 0, err
	}
	l := image.Launch{Code: p.Code, Params: p.Params}
	for b := range rooms {
		l.Bases[b] = rooms[b].Address
	}
	content, err := image.Encode(&l, at)
	if err != nil {
		return 0, err
	}
	_, err = s.Code.WriteAt(content, 0)
	return at, err
}
