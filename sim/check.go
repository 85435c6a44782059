// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/exec"
)

// Room is the DRAM that a base register points to: its address and how many bytes follow.
type Room struct {
	Address uint64
	Bytes   int64
}

// Check reports what no device of configuration c must run: a program that c.Validate rejects, and rooms and parameters that
// the program cannot run with. The error wraps isa.ErrProgram.
func Check(c *isa.Config, code *isa.Program, params isa.Params, rooms *[isa.NumBases]Room) error {
	if err := validate(c, code); err != nil {
		return err
	}
	extents := exec.Extents(c, code)
	return checkLaunch(&extents, params, rooms)
}

func validate(c *isa.Config, code *isa.Program) error {
	if code == nil {
		return fmt.Errorf("no code: %w", isa.ErrProgram)
	}
	return c.Validate(code)
}

func checkLaunch(extents *[isa.NumBases]exec.Extent, params isa.Params, rooms *[isa.NumBases]Room) error {
	if params.Shift > isa.MaxShift {
		return fmt.Errorf("shift %d is above %d: %w", params.Shift, isa.MaxShift, isa.ErrProgram)
	}
	for b, e := range extents {
		room := &rooms[b]
		if e.High > room.Bytes {
			return fmt.Errorf("program uses bytes %d to %d of base %d, which has %d: %w", e.Low, e.High, b, room.Bytes, isa.ErrProgram)
		}
		if room.Address%isa.RegionAlign != 0 {
			return fmt.Errorf("base %d is at %#x, not a multiple of %d: %w", b, room.Address, isa.RegionAlign, isa.ErrProgram)
		}
	}
	return nil
}
