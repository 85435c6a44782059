// SPDX-License-Identifier: Apache-2.0

package uio

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// fullReconfiguration is the attribute flags of the FPGA manager, hexadecimal, for a bitstream of the whole logic.
const fullReconfiguration = "0"

// load loads the bitstream, if the address names one. The attribute firmware, which linux-xlnx has and other kernels do not, returns
// when that is done.
func (s *soc) load(o options) error {
	if o.bitstream == "" {
		return nil
	}
	k := s.link.Kernel
	err := kernfile.WriteText(k, o.manager+"/flags", fullReconfiguration)
	if err == nil {
		err = kernfile.WriteText(k, o.manager+"/firmware", o.bitstream)
	}
	if errors.Is(err, unix.ENOENT) {
		return fmt.Errorf("%w: there is no such file in /lib/firmware, or this kernel loads bitstreams through device tree overlays only (then load it so, and leave bitstream= away): %w", err, driver.ErrBitstream)
	}
	if err != nil {
		return fmt.Errorf("%w: a .bin for this manager has the words of the .bit, each byte-swapped: %w", err, driver.ErrBitstream)
	}
	state, err := kernfile.ReadText(k, o.manager+"/state")
	if err == nil && state != "operating" {
		err = fmt.Errorf("the FPGA manager says %q: %w", state, driver.ErrBitstream)
	}
	return err
}

// clock sets the clock, if the address says so, and reads what it is: dividers make few rates.
func (s *soc) clock(o options) error {
	if o.clock == "" {
		return nil
	}
	attribute := strings.TrimSuffix(o.clock, "/") + "/rate"
	if o.rate > 0 {
		if err := kernfile.WriteText(s.link.Kernel, attribute, fmt.Sprint(o.rate)); err != nil {
			return err
		}
	}
	rate, err := kernfile.ReadNumber(s.link.Kernel, attribute)
	if err != nil {
		return err
	}
	if rate == 0 || rate > 1e9 {
		return fmt.Errorf("%s is %d Hz, no clock of programmable logic", attribute, rate)
	}
	s.link.ClockHz, s.link.Note = int(rate), fmt.Sprintf("clock %d Hz by %s", rate, attribute)
	if o.rate > 0 && o.rate != rate {
		s.link.Note += fmt.Sprintf(" (asked for %d)", o.rate)
	}
	return nil
}
