// SPDX-License-Identifier: Apache-2.0

package power

import (
	"fmt"
	"time"

	"github.com/e2train/e2train/driver/internal/kernelwire"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// waitAttribute is where an emulated kernel takes nanoseconds to let pass: its time stands still while nobody asks for anything.
const waitAttribute = "/sys/class/e2train/board0/wait"

// host is where the files of a meter are: this machine, a folder that stands for it, or an emulated board.
type host struct {
	kernel   kernfile.Kernel
	root     string
	kind     Kind
	emulator *kernelwire.Kernel // nil if there is none
}

// hostOf returns what the options root and emulator name.
func hostOf(a address) (*host, error) {
	root, socket := a.option("root"), a.option("emulator")
	switch {
	case root != "" && socket != "":
		return nil, a.bad(fmt.Errorf("root and emulator exclude each other"))
	case socket == "":
		os := kernfile.OS(root)
		return &host{kernel: os, root: root, kind: kindOf(os.Kind(), root)}, nil
	}
	k, err := kernelwire.Dial(socket)
	if err != nil {
		return nil, fmt.Errorf("meter %q: reach the emulated board: %w", a.text, err)
	}
	return &host{kernel: k, kind: kindOf(k.Kind(), ""), emulator: k}, nil
}

// began is the origin of this process's monotonic clock.
var began = time.Now()

// Now implements part of Meter.
func (h *host) Now() time.Duration {
	if h.emulator != nil {
		return time.Duration(h.kernel.Now().UnixNano())
	}
	return time.Since(began)
}

// Wait implements part of Meter.
func (h *host) Wait(d time.Duration) error {
	if h.emulator == nil {
		time.Sleep(d)
		return nil
	}
	return kernfile.WriteText(h.kernel, waitAttribute, fmt.Sprint(d.Nanoseconds()))
}

// Close implements part of Meter.
func (h *host) Close() error {
	if h.emulator == nil {
		return nil
	}
	return h.emulator.Close()
}
