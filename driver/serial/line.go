// SPDX-License-Identifier: Apache-2.0

package serial

import (
	"errors"
	"fmt"
	"io"
	"time"

	tarm "github.com/tarm/serial"
	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/serial/client"
)

const (
	// readTimeout is the shortest that the terminal driver knows (VTIME counts tenths of seconds).
	readTimeout = 100 * time.Millisecond
	// atOnce is less than any time-out takes: a read without bytes that ends so soon is that of a port that is gone.
	atOnce = readTimeout / 2
	// mostAtOnce is how many such reads in a row are believed.
	mostAtOnce = 20
	// breath keeps such reads from taking all of a processor.
	breath = 10 * time.Millisecond
)

// line is an open serial port.
type line struct {
	port  port
	quick int // reads in a row that ended at once
}

// port is what a line needs of *tarm.Port.
type port interface {
	io.ReadWriteCloser
	Flush() error
}

var (
	_ client.Line = (*line)(nil)
	_ port        = (*tarm.Port)(nil)
)

// openLine opens a port and forgets what came before.
func openLine(node string, baud int) (*line, error) {
	p, err := tarm.OpenPort(&tarm.Config{Name: node, Baud: baud, ReadTimeout: readTimeout})
	if err != nil {
		return nil, err
	}
	if err := p.Flush(); err != nil {
		p.Close()
		return nil, fmt.Errorf("flush: %w", err)
	}
	return &line{port: p}, nil
}

// Now implements client.Line.
func (l *line) Now() time.Time { return time.Now() }

// Read implements client.Line. After a time-out the port says io.EOF; one whose other end is gone says the same, but at once. The error
// wraps driver.ErrLost.
func (l *line) Read(p []byte) (int, error) {
	began := time.Now()
	n, err := l.port.Read(p)
	switch {
	case n > 0:
		l.quick = 0
		return n, nil
	case err != nil && !errors.Is(err, io.EOF):
		return 0, explained(err)
	case time.Since(began) >= atOnce:
		l.quick = 0
		return 0, nil
	}
	if l.quick++; l.quick == mostAtOnce {
		return 0, fmt.Errorf("the port hung up: %w", driver.ErrLost)
	}
	time.Sleep(breath)
	return 0, nil
}

// Write implements client.Line. The error wraps driver.ErrLost.
func (l *line) Write(p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var moved int
		moved, err = l.port.Write(p[n:])
		n += moved
	}
	return n, explained(err)
}

// explained adds driver.ErrLost to errors of ports that are gone.
func explained(err error) error {
	for _, cause := range []error{unix.EIO, unix.ENXIO, unix.ENODEV} {
		if errors.Is(err, cause) {
			return fmt.Errorf("%w: %w", err, driver.ErrLost)
		}
	}
	return err
}

// Close closes the port.
func (l *line) Close() error { return l.port.Close() }
