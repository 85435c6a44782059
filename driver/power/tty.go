// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	tarm "github.com/tarm/serial"
)

// How long a meter at a serial port may be silent.
const (
	portTimeout = 100 * time.Millisecond // of one read: the shortest that a terminal can wait
	silence     = time.Second            // until a reading is missing
)

// tty is a serial port that is read with deadlines. A terminal reports a time-out as the end of a file, and so does one that is gone.
type tty struct {
	port   io.ReadWriteCloser
	buffer []byte // received and not taken
	chunk  [4096]byte
}

func openTTY(a address, baud int) (*tty, error) {
	p, err := tarm.OpenPort(&tarm.Config{Name: filepath.Join(a.option("root"), a.target), Baud: baud, ReadTimeout: portTimeout})
	if err != nil {
		return nil, a.fail("open the port", fmt.Errorf("%s: %w", a.target, err))
	}
	return &tty{port: p}, nil
}

// more waits for bytes until a deadline.
func (t *tty) more(deadline time.Time) error {
	for {
		n, err := t.port.Read(t.chunk[:])
		if n > 0 {
			t.buffer = append(t.buffer, t.chunk[:n]...)
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("silent for %v: %w", silence, ErrNoReading)
		}
		time.Sleep(time.Millisecond) // a port that is gone does not wait
	}
}

// take returns n bytes. The slice is valid until the next call.
func (t *tty) take(n int) ([]byte, error) {
	for deadline := time.Now().Add(silence); len(t.buffer) < n; {
		if err := t.more(deadline); err != nil {
			return nil, err
		}
	}
	b := t.buffer[:n:n]
	t.buffer = t.buffer[n:]
	return b, nil
}

func (t *tty) send(b ...byte) error {
	_, err := t.port.Write(b)
	return err
}

// drain throws away what was sent before.
func (t *tty) drain() {
	t.buffer = nil
	for range 20 {
		if n, _ := t.port.Read(t.chunk[:]); n == 0 {
			return
		}
	}
}
