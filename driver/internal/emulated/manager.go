// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/boards"
)

// addManager makes the FPGA manager of linux-xlnx known, unless there is nothing to load: a mainline kernel, whose manager has only
// a name and a state.
func (k *Kernel) addManager(load func(name string) error) {
	const class = "/sys/class/fpga_manager/fpga0/"
	state, flags := "operating", "0"
	k.addAttribute(class+"name", func() string { return "Emulated FPGA Manager" }, nil)
	k.addAttribute(class+"state", func() string { return state }, nil)
	if load == nil {
		return
	}
	k.addAttribute(class+"flags", func() string { return flags }, func(text string) error {
		_, err := strconv.ParseUint(strings.TrimSpace(text), 16, 32)
		if err != nil {
			return unix.EINVAL
		}
		flags = strings.TrimSpace(text)
		return nil
	})
	k.addAttribute(class+"firmware", nil, func(name string) error {
		if err := load(strings.TrimSpace(name)); err != nil {
			state = "firmware request error"
			return unix.ENOENT
		}
		state = "operating"
		return nil
	})
}

// pllHz is what the clock divides.
const pllHz = 1_000_000_000

// addClock makes a clock of fclkcfg known. Its rate is that of the board, and any that is set becomes one that a divider gives.
func (k *Kernel) addClock() {
	const class = "/sys/class/fclkcfg/" + boards.Clock + "/"
	c := k.board.Config()
	rate := uint64(c.ClockHz)
	k.addAttribute(class+"enable", func() string { return "1" }, nil)
	k.addAttribute(class+"rate", func() string { return fmt.Sprint(rate) }, func(text string) error {
		wanted, err := strconv.ParseUint(strings.TrimSpace(text), 10, 64)
		if err != nil || wanted == 0 || wanted > pllHz {
			return unix.EINVAL
		}
		rate = pllHz / ((pllHz + wanted - 1) / wanted)
		return nil
	})
}
