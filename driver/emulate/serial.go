// SPDX-License-Identifier: Apache-2.0

package emulate

import (
	"fmt"

	"github.com/e2train/e2train/driver/internal/pty"
)

// serialPatience is how long a host should wait for answers, in seconds: an emulated board is slow.
const serialPatience = 10

// attachSerial puts the UART behind a pseudo-terminal: device serial.
func attachSerial(e *Emulator) error {
	line, port, err := pty.Open()
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- e.kernel.ServeSerial(line) }()
	e.closers = append(e.closers, func() error {
		line.Close() // it is closed already if the board was lost
		return <-served
	})
	e.ready.Addresses["serial"] = fmt.Sprintf("serial:%s?base=%#x&limit=%d&port=hpc&patience=%d&timeout=3600", port, origin, e.options.Memory,
		serialPatience)
	return nil
}
