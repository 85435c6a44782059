// SPDX-License-Identifier: Apache-2.0

package emulate

import (
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver/internal/pty"
)

// serialPatience is how long a host should wait for answers, in seconds: an emulated board is slow.
const serialPatience = 60

// attachSerial puts a UART bridge behind a pseudo-terminal: device serial.
func attachSerial(e *Emulator) error {
	line, port, err := pty.Open()
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- e.kernel.ServeSerial(line) }()
	e.closers = append(e.closers, func() error { return errors.Join(line.Close(), <-served) })
	e.ready.Addresses["serial"] = fmt.Sprintf("serial:%s?base=%#x&limit=%d&port=hpc&patience=%d&timeout=3600", port, origin, e.options.Memory,
		serialPatience)
	return nil
}
