// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"errors"
	"io"
	"os"

	"github.com/e2train/e2train/driver/serial/bridge"
)

// ServeSerial serves the board's UART to a line, and returns when the line is closed; it closes the line when the board is lost. A board
// that is the RTL of e2train_serial has a UART of its own; a fault that changes what registers say needs the model of the bridge, which
// the kernel stands behind.
func (k *Kernel) ServeSerial(line io.ReadWriteCloser) error {
	var end uart = &modelUART{kernel: k, bridge: bridge.New(serialTarget{k})}
	if own, has := k.board.(LineBoard); has && own.HasLine() && !k.faults.atRegisters() {
		end = &ownUART{kernel: k, board: own}
	}
	arrived := make(chan []byte)
	read := make(chan error, 1)
	done := make(chan struct{})
	defer close(done)
	go func() { read <- pump(line, arrived, done) }()
	return serve(k, end, line, arrived, read)
}

// uart is a board's end of a line.
type uart interface {
	// take takes bytes from the line and returns those that go back. While busy it wants to be called again, without bytes if none came:
	// time passes meanwhile.
	take(b []byte) (out []byte, busy bool)
}

func serve(k *Kernel, end uart, line io.WriteCloser, arrived <-chan []byte, read <-chan error) error {
	there, back := newNoise(k.faults.Fault, 0), newNoise(k.faults.Fault, 1)
	for busy := false; ; {
		var b, out []byte
		select {
		case err := <-read:
			return err
		case b = <-arrived:
		case <-always(busy):
		}
		out, busy = end.take(there.pass(b))
		if k.Lost() {
			return ended(line.Close())
		}
		if _, err := line.Write(back.pass(out)); err != nil {
			return ended(err)
		}
	}
}

// always returns a channel that can be received from if now is true.
func always(now bool) <-chan struct{} {
	if !now {
		return nil
	}
	c := make(chan struct{})
	close(c)
	return c
}

// pump reads until the line is closed.
func pump(line io.Reader, arrived chan<- []byte, done <-chan struct{}) error {
	for {
		b := make([]byte, 4096)
		n, err := line.Read(b)
		if err != nil {
			return ended(err)
		}
		select {
		case arrived <- b[:n]:
		case <-done:
			return nil
		}
	}
}

// ended returns nil for errors of a line that was closed.
func ended(err error) error {
	if errors.Is(err, os.ErrClosed) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) {
		return nil
	}
	return err
}
