// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// arena is the device memory of a Convolver: one allocation that grows to the largest job, with a region per base register.
type arena struct {
	device  driver.Device
	memory  driver.Memory
	offsets [numBases]int64
	staging []byte // for memory that the host cannot address
}

// reserve lays out the regions of a job.
func (a *arena) reserve(sizes [numBases]int) error {
	var total int64
	for base, size := range sizes {
		a.offsets[base] = total
		total += alignUp(int64(size))
	}
	if a.memory != nil && int64(a.memory.Size()) >= total {
		return nil
	}
	if err := a.free(); err != nil {
		return err
	}
	memory, err := a.device.Alloc(int(total))
	if err != nil {
		return fmt.Errorf("reserve %d bytes for operands: %w", total, err)
	}
	a.memory = memory
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
func (a *arena) regions(sizes [numBases]int) (bases [isa.NumBases]driver.Region) {
	for base, size := range sizes {
		if size > 0 {
			bases[base] = driver.Region{Memory: a.memory, Offset: a.offsets[base]}
		}
	}
	return bases
}

// write lets fill produce the first size bytes of a region: in place where the host can address it.
func (a *arena) write(base, size int, fill func([]byte)) error {
	at := a.offsets[base]
	if mapped, ok := a.memory.(driver.Mapped); ok {
		fill(mapped.Bytes()[at : at+int64(size)])
		return nil
	}
	a.staging = resized(a.staging, size)
	fill(a.staging)
	if _, err := a.memory.WriteAt(a.staging, at); err != nil {
		return fmt.Errorf("write %d bytes of operand %d: %w", size, base, err)
	}
	return nil
}

// read lets use see the first size bytes of a region.
func (a *arena) read(base, size int, use func([]byte)) error {
	at := a.offsets[base]
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
