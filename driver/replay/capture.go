// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"fmt"
	"slices"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/exec"
)

// Capture is a launch on its way: what it touches of memory is known.
type Capture struct {
	Launch *Launch
	parts  []part // of device memory, one for each of Launch.Memories
}

// part is a range of bytes of a device memory.
type part struct {
	memory    driver.Memory
	low, high int64
}

// NewCapture reads what launch p, about to run on a device of configuration c, depends on. The code is valid. Bases that point
// out of their memory are left for the device to refuse.
func NewCapture(c *isa.Config, p driver.Program) (*Capture, error) {
	capture := &Capture{Launch: &Launch{Config: *c, Code: p.Code, Params: p.Params}}
	extents := exec.Extents(c, p.Code)
	for b, region := range p.Bases {
		capture.Launch.Bases[b] = Base{Memory: NoMemory}
		if region.Memory != nil && extents[b].High > extents[b].Low {
			capture.add(b, region, extents[b])
		}
	}
	for b := range capture.Launch.Bases {
		if base := &capture.Launch.Bases[b]; base.Memory != NoMemory {
			base.Offset -= capture.parts[base.Memory].low
		}
	}
	var err error
	capture.Launch.Memories, err = capture.read()
	return capture, err
}

// add notes what the program touches through a base register. Registers that point to one memory share a part, because the
// program may see through one what it wrote through another.
func (c *Capture) add(b int, region driver.Region, e exec.Extent) {
	i := slices.IndexFunc(c.parts, func(p part) bool { return p.memory == region.Memory })
	if i < 0 {
		i = len(c.parts)
		c.parts = append(c.parts, part{region.Memory, int64(region.Memory.Size()), 0})
	}
	p := &c.parts[i]
	p.low = max(0, min(p.low, region.Offset/driver.MemoryAlign*driver.MemoryAlign))
	p.high = min(int64(p.memory.Size()), max(p.high, region.Offset+e.High))
	c.Launch.Bases[b] = Base{Memory: i, Offset: region.Offset}
}

// read returns the contents of all parts.
func (c *Capture) read() (contents [][]byte, err error) {
	for _, p := range c.parts {
		b := make([]byte, max(p.high-p.low, 0))
		if _, err := p.memory.ReadAt(b, p.low); err != nil {
			return nil, fmt.Errorf("capture a launch: %w", err)
		}
		contents = append(contents, b)
	}
	return contents, nil
}

// Outcome returns what the launch did, as Device.Launch has told. Errors other than deadlocks are returned.
func (c *Capture) Outcome(a driver.Activity, launched error) (*Outcome, error) {
	after, err := c.read()
	if err != nil {
		return nil, err
	}
	return NewOutcome(after, a, launched)
}
