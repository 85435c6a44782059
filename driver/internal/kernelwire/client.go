// SPDX-License-Identifier: Apache-2.0

package kernelwire

import (
	"encoding/gob"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// Kernel is an emulated kernel in another process.
type Kernel struct {
	socket string

	mu     sync.Mutex
	idle   []*connection
	closed bool
}

var _ kernfile.Kernel = (*Kernel)(nil)

// connection carries one call at a time.
type connection struct {
	net.Conn
	*gob.Encoder
	*gob.Decoder
}

// Dial reaches the emulated kernel at a socket.
func Dial(socket string) (*Kernel, error) {
	k := &Kernel{socket: socket}
	c, err := k.connect()
	if err != nil {
		return nil, err
	}
	k.idle = append(k.idle, c)
	return k, nil
}

func (k *Kernel) connect() (*connection, error) {
	c, err := net.Dial("unix", k.socket)
	if err != nil {
		return nil, fmt.Errorf("%w; is e2train emulate running?", err)
	}
	return &connection{c, gob.NewEncoder(c), gob.NewDecoder(c)}, nil
}

// Close gives up the connections.
func (k *Kernel) Close() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	var errs []error
	for _, c := range k.idle {
		errs = append(errs, c.Close())
	}
	k.idle = nil
	return errors.Join(errs...)
}

// take returns a connection that nobody uses.
func (k *Kernel) take() (*connection, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	n := len(k.idle)
	if n == 0 {
		return k.connect()
	}
	c := k.idle[n-1]
	k.idle = k.idle[:n-1]
	return c, nil
}

// give returns a connection that may be used again.
func (k *Kernel) give(c *connection) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		c.Close()
		return
	}
	k.idle = append(k.idle, c)
}

// do makes a call. If the other process is gone the board is too: the error wraps ENODEV.
func (k *Kernel) do(q request) (reply, error) {
	c, err := k.take()
	if err != nil {
		return reply{}, &fs.PathError{Op: "connect", Path: k.socket, Err: unix.ENODEV}
	}
	var r reply
	if err := c.Encode(q); err == nil {
		err = c.Decode(&r)
		if err == nil {
			k.give(c)
			return r, r.err()
		}
	}
	c.Close()
	return reply{}, &fs.PathError{Op: "ask", Path: k.socket, Err: unix.ENODEV}
}

// Open implements kernfile.Kernel.
func (k *Kernel) Open(path string, flags int) (kernfile.File, error) {
	r, err := k.do(request{Op: opOpen, Path: path, Number: int64(flags)})
	if err != nil {
		return nil, err
	}
	return &file{k, int(r.Number), path}, nil
}

// Now implements kernfile.Kernel. When the other process is gone time goes on here, so that waits end.
func (k *Kernel) Now() time.Time {
	r, err := k.do(request{Op: opNow})
	if err != nil {
		return time.Now()
	}
	return time.Unix(0, r.Number)
}

// Kind implements kernfile.Kernel.
func (k *Kernel) Kind() driver.Kind { return driver.KindEmulated }

// file is a file that is open in the other process.
type file struct {
	kernel *Kernel
	handle int
	path   string
}

// do makes a call about the file.
func (f *file) do(q request) (reply, error) {
	q.Handle = f.handle
	return f.kernel.do(q)
}

// Pread implements kernfile.File.
func (f *file) Pread(p []byte, offset int64) (int, error) {
	r, err := f.do(request{Op: opPread, Length: len(p), Number: offset})
	return max(copy(p, r.Data), int(r.Number)), err
}

// Pwrite implements kernfile.File.
func (f *file) Pwrite(p []byte, offset int64) (int, error) {
	r, err := f.do(request{Op: opPwrite, Data: p, Number: offset})
	return int(r.Number), err
}

// Read implements kernfile.File.
func (f *file) Read(p []byte) (int, error) {
	r, err := f.do(request{Op: opRead, Length: len(p)})
	return copy(p, r.Data), err
}

// Write implements kernfile.File.
func (f *file) Write(p []byte) (int, error) {
	r, err := f.do(request{Op: opWrite, Data: p})
	return int(r.Number), err
}

// Poll implements kernfile.File.
func (f *file) Poll(timeout time.Duration) (bool, error) {
	r, err := f.do(request{Op: opPoll, Timeout: timeout})
	return r.Ready, err
}

// Ioctl implements kernfile.File.
func (f *file) Ioctl(code uint, arg []byte) (int, error) {
	r, err := f.do(request{Op: opIoctl, Number: int64(code), Data: arg})
	copy(arg, r.Data)
	return int(r.Number), err
}

// Close implements kernfile.File.
func (f *file) Close() error {
	_, err := f.do(request{Op: opClose})
	return err
}

// Registers implements kernfile.File.
func (f *file) Registers(offset int64, length int) (kernfile.Registers, error) {
	r, err := f.do(request{Op: opRegisters, Number: offset, Length: length})
	if err != nil {
		return nil, err
	}
	return &registers{f.kernel, int(r.Number)}, nil
}

// Map implements kernfile.File.
func (f *file) Map(length int) (kernfile.Mapping, error) {
	r, err := f.do(request{Op: opShare, Length: length})
	if err != nil {
		return nil, err
	}
	shared, err := kernfile.OS("").Open(r.Path, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	m, err := shared.Map(length)
	return m, errors.Join(err, shared.Close())
}

// registers are mapped in the other process.
type registers struct {
	kernel *Kernel
	handle int
}

// Load implements kernfile.Registers. Where nobody answers, a bus reads ones.
func (m *registers) Load(offset int) uint32 {
	r, err := m.kernel.do(request{Op: opLoad, Handle: m.handle, Number: int64(offset)})
	if err != nil {
		return ^uint32(0)
	}
	return uint32(r.Number)
}

// Store implements kernfile.Registers. Where nobody answers, a write is lost.
func (m *registers) Store(offset int, v uint32) {
	m.kernel.do(request{Op: opStore, Handle: m.handle, Number: int64(offset), Value: v})
}

// Close implements kernfile.Registers.
func (m *registers) Close() error {
	_, err := m.kernel.do(request{Op: opUnmap, Handle: m.handle})
	return err
}
