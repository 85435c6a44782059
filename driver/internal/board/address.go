// SPDX-License-Identifier: Apache-2.0

package board

import (
	"fmt"
	"strconv"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/driver/internal/kernelwire"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// Common names the options of every board's address.
var Common = []string{"root", "emulator", "config", "timeout"}

// FromAddress returns a link with what the options of every board say. Its Close closes what was opened here. The error wraps
// driver.ErrAddress, or is that of reaching an emulated kernel.
func FromAddress(a driver.Address) (Link, error) {
	l := Link{Address: a.Text, Config: a.Options.Get("config"), Close: func() error { return nil }}
	if a.Options.Has("timeout") {
		seconds, err := strconv.ParseUint(a.Options.Get("timeout"), 10, 31)
		if err != nil || seconds == 0 {
			return l, configaddr.Bad(a, fmt.Errorf("timeout=%s is not a number of seconds", a.Options.Get("timeout")))
		}
		l.Timeout = time.Duration(seconds) * time.Second
	}
	emulator := a.Options.Get("emulator")
	switch {
	case emulator != "" && a.Options.Has("root"):
		return l, configaddr.Bad(a, fmt.Errorf("root and emulator exclude each other"))
	case emulator == "":
		l.Kernel = kernfile.OS(a.Options.Get("root"))
		return l, nil
	}
	kernel, err := kernelwire.Dial(emulator)
	if err != nil {
		return l, Fault(a.Text, "reach the emulated board", err)
	}
	l.Kernel, l.Close = kernel, kernel.Close
	return l, nil
}

// Number returns the number in an option, decimal or with 0x, or otherwise if it is not given. The error wraps driver.ErrAddress.
func Number(a driver.Address, name string, otherwise uint64) (uint64, error) {
	if !a.Options.Has(name) {
		return otherwise, nil
	}
	v, err := strconv.ParseUint(a.Options.Get(name), 0, 64)
	if err != nil {
		return 0, configaddr.Bad(a, fmt.Errorf("%s=%s is not a number", name, a.Options.Get(name)))
	}
	return v, nil
}
