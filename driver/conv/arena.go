// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// arena is the device memory of a Convolver: one allocation that grows to the largest layout.
type arena struct {
	device  driver.Device
	memory  driver.Memory
	staging []byte // for memory that the host cannot address
}

// reserve makes room for a layout that ends at the given place, below limit. What stays keeps its content: it is read and written back,
// which happens while the first step grows the allocation, and then no more, so it is grown by a good piece.
func (a *arena) reserve(end, limit int64, stays []resident) error {
	if a.memory != nil && int64(a.memory.Size()) >= end {
		return nil
	}
	saved, err := a.save(stays)
	if err != nil {
		return err
	}
	generous := end
	if len(saved) > 0 {
		generous = max(end, min(2*int64(a.memory.Size()), limit, maxRegion))
	}
	if err := a.free(); err != nil {
		return err
	}
	memory, err := a.device.Alloc(int(generous))
	if errors.Is(err, driver.ErrMemory) && generous > end {
		memory, err = a.device.Alloc(int(end))
	}
	if err != nil {
		return fmt.Errorf("reserve %d bytes for operands: %w", end, err)
	}
	a.memory = memory
	return a.restore(stays, saved)
}

// save returns the contents of pieces of the present allocation.
func (a *arena) save(pieces []resident) (saved [][]byte, err error) {
	if a.memory == nil {
		return nil, nil
	}
	for i := range pieces {
		p := &pieces[i]
		if p.at+p.part.bytes() > int64(a.memory.Size()) {
			break // of the job that asks for room, like all behind it: not written yet
		}
		content := make([]byte, p.part.bytes())
		if _, err := a.memory.ReadAt(content, p.at); err != nil {
			return nil, fmt.Errorf("read %d bytes that stay: %w", len(content), err)
		}
		saved = append(saved, content)
	}
	return saved, nil
}

// restore writes what save has returned.
func (a *arena) restore(pieces []resident, saved [][]byte) error {
	for i, content := range saved {
		if _, err := a.memory.WriteAt(content, pieces[i].at); err != nil {
			return fmt.Errorf("write %d bytes that stay: %w", len(content), err)
		}
	}
	return nil
}

func (a *arena) free() error {
	if a.memory == nil {
		return nil
	}
	memory := a.memory
	a.memory = nil
	return memory.Free()
}

// regions returns the base registers of a job.
func (a *arena) regions(j *job, p *placement) (bases [isa.NumBases]driver.Region) {
	for base, size := range j.sizes {
		if size > 0 {
			bases[base] = driver.Region{Memory: a.memory, Offset: p.at[base]}
		}
	}
	return bases
}

// write lets fill produce size bytes of an operand: in place where the host can address it.
func (a *arena) write(at int64, size int, fill func([]byte)) error {
	if mapped, ok := a.memory.(driver.Mapped); ok {
		fill(mapped.Bytes()[at : at+int64(size)])
		return nil
	}
	a.staging = resized(a.staging, size)
	fill(a.staging)
	if _, err := a.memory.WriteAt(a.staging, at); err != nil {
		return fmt.Errorf("write %d bytes of an operand: %w", size, err)
	}
	return nil
}

// read lets use see size bytes of a result.
func (a *arena) read(at int64, size int, use func([]byte)) error {
	if mapped, ok := a.memory.(driver.Mapped); ok {
		use(mapped.Bytes()[at : at+int64(size)])
		return nil
	}
	a.staging = resized(a.staging, size)
	if _, err := a.memory.ReadAt(a.staging, at); err != nil {
		return fmt.Errorf("read %d bytes of result: %w", size, err)
	}
	use(a.staging)
	return nil
}
