// SPDX-License-Identifier: Apache-2.0

package emulate

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"

	"github.com/e2train/e2train/driver/internal/emulated"
	"github.com/e2train/e2train/driver/internal/kernelwire"
)

// attachKernel lets other processes make system calls: devices xdma and uio.
func attachKernel(e *Emulator) error {
	socket, err := e.socket()
	if err != nil {
		return err
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		return fmt.Errorf("listen for devices: %w", err)
	}
	served := make(chan error, 1)
	go func() { served <- kernelwire.Serve(l, e.kernel) }()
	e.closers = append(e.closers, func() error { return errors.Join(l.Close(), <-served) })
	end := "emulator=" + url.QueryEscape(socket)
	e.ready.Addresses["xdma"] = fmt.Sprintf("xdma:/dev/xdma0?base=%#x&limit=%d&%s", origin, e.options.Memory, end)
	e.ready.Addresses["uio"] = "uio:/dev/uio0?port=hpc&clock=/sys/class/fclkcfg/fclk0&" + end
	if e.chip != nil {
		e.ready.Meter = fmt.Sprintf("hwmon:%s/%s?%s", e.chip.Name, emulated.PowerLabel, end)
	}
	return nil
}

// socket returns where to listen.
func (e *Emulator) socket() (string, error) {
	if e.options.Socket != "" {
		return filepath.Abs(e.options.Socket)
	}
	dir, err := os.MkdirTemp("", "e2train-emulate-")
	if err != nil {
		return "", fmt.Errorf("make a folder for the socket: %w", err)
	}
	e.closers = append(e.closers, func() error { return os.RemoveAll(dir) })
	return filepath.Join(dir, "kernel"), nil
}
