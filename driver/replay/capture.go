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
	var touched [isa.NumBases]part
	extents := exec.Extents(c, p.Code)
	for b, region := range p.Bases {
		if region.Memory != nil && extents[b].High > extents[b].Low {
			touched[b] = part{
				memory: region.Memory,
				low:    max(0, min(int64(region.Memory.Size()), region.Offset/driver.MemoryAlign*driver.MemoryAlign)),
				high:   min(int64(region.Memory.Size()), region.Offset+extents[b].High),
			}
			capture.add(touched[b])
		}
	}
	for b, region := range p.Bases {
		capture.Launch.Bases[b] = Base{Memory: NoMemory}
		if i := slices.IndexFunc(capture.parts, touched[b].within); i >= 0 {
			capture.Launch.Bases[b] = Base{Memory: i, Offset: region.Offset - capture.parts[i].low}
		}
	}
	var err error
	capture.Launch.Memories, err = capture.read()
	return capture, err
}

// within reports whether p is in a part.
func (p part) within(whole part) bool {
	return p.memory != nil && p.memory == whole.memory && whole.low <= p.low && p.high <= whole.high
}

// overlaps reports whether two parts have bytes in common.
func (p part) overlaps(q part) bool { return p.memory == q.memory && p.low < q.high && q.low < p.high }

// add notes what the program touches through a base register. Registers that point to the same bytes share a part, because the
// program may see through one what it wrote through another; what lies between others is none of its business.
func (c *Capture) add(p part) {
	for {
		i := slices.IndexFunc(c.parts, p.overlaps)
		if i < 0 {
			c.parts = append(c.parts, p)
			return
		}
		p.low, p.high = min(p.low, c.parts[i].low), max(p.high, c.parts[i].high)
		c.parts = slices.Delete(c.parts, i, i+1)
	}
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
