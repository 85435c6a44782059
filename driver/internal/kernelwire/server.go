// SPDX-License-Identifier: Apache-2.0

package kernelwire

import (
	"encoding/gob"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver/internal/kernfile"
)

// maxTransfer bounds what one call moves: longer ones end early, as the kernel's may.
const maxTransfer = 4 << 20

// sharer is a file whose Map another process can make.
type sharer interface {
	Share(length int) (*os.File, error)
}

// Serve answers calls on a listener until it is closed, and returns after the last connection has ended.
func Serve(l net.Listener, k kernfile.Kernel) error {
	s := &server{kernel: k, files: map[int]kernfile.File{}, registers: map[int]kernfile.Registers{}, open: map[net.Conn]bool{}}
	defer s.end()
	for {
		c, err := l.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("serve the emulated board: %w", err)
		}
		s.hold(c)
		s.connections.Go(func() {
			s.serve(c)
			s.drop(c)
		})
	}
}

// server is what connections share.
type server struct {
	kernel      kernfile.Kernel
	connections sync.WaitGroup

	mu        sync.Mutex
	files     map[int]kernfile.File
	registers map[int]kernfile.Registers
	next      int
	open      map[net.Conn]bool
}

func (s *server) hold(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[c] = true
}

func (s *server) drop(c net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, c)
	c.Close()
}

// end closes the connections and waits for their calls.
func (s *server) end() {
	s.mu.Lock()
	for c := range s.open {
		c.Close()
	}
	s.mu.Unlock()
	s.connections.Wait()
}

// serve answers the calls of one connection. It ends when the other side does, and with a message that is none.
func (s *server) serve(c net.Conn) {
	in, out := gob.NewDecoder(c), gob.NewEncoder(c)
	for {
		var q request
		if err := in.Decode(&q); err != nil {
			return
		}
		r := s.answer(&q)
		if err := out.Encode(r); err != nil {
			return
		}
	}
}

func (s *server) answer(q *request) (r reply) {
	var err error
	switch q.Op {
	case opNow:
		r.Number = s.kernel.Now().UnixNano()
	case opOpen:
		r.Number, err = s.openFile(q)
	case opLoad, opStore, opUnmap:
		err = s.register(q, &r)
	default:
		if q.Length < 0 {
			err = unix.EINVAL
			break
		}
		err = s.fileCall(q, &r)
	}
	if err != nil {
		r.fail(err)
	}
	return r
}

func (s *server) openFile(q *request) (int64, error) {
	f, err := s.kernel.Open(q.Path, int(q.Number))
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	s.files[s.next] = f
	return int64(s.next), nil
}

func (s *server) file(handle int) (kernfile.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, known := s.files[handle]
	if !known {
		return nil, unix.EBADF
	}
	return f, nil
}

// fileCall makes a call about an open file.
func (s *server) fileCall(q *request, r *reply) error {
	f, err := s.file(q.Handle)
	if err != nil {
		return err
	}
	var n int
	switch q.Op {
	case opClose:
		return s.closeFile(q.Handle, f)
	case opPread:
		r.Data = make([]byte, min(q.Length, maxTransfer))
		n, err = f.Pread(r.Data, q.Number)
		r.Data = r.Data[:min(n, len(r.Data))]
	case opRead:
		r.Data = make([]byte, min(q.Length, maxTransfer))
		n, err = f.Read(r.Data)
		r.Data = r.Data[:min(n, len(r.Data))]
	case opPwrite:
		n, err = f.Pwrite(q.Data, q.Number)
	case opWrite:
		n, err = f.Write(q.Data)
	case opPoll:
		r.Ready, err = f.Poll(q.Timeout)
	case opIoctl:
		r.Data = q.Data
		n, err = f.Ioctl(uint(q.Number), r.Data)
	case opRegisters:
		n, err = s.mapRegisters(q, f)
	case opShare:
		r.Path, err = share(q, f)
	default:
		err = unix.ENOSYS
	}
	r.Number = int64(n)
	return err
}

func (s *server) closeFile(handle int, f kernfile.File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.files, handle)
	return f.Close()
}

func (s *server) mapRegisters(q *request, f kernfile.File) (int, error) {
	m, err := f.Registers(q.Number, q.Length)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next++
	s.registers[s.next] = m
	return s.next, nil
}

// register accesses mapped registers, or gives up the mapping.
func (s *server) register(q *request, r *reply) error {
	s.mu.Lock()
	m, known := s.registers[q.Handle]
	if known && q.Op == opUnmap {
		delete(s.registers, q.Handle)
	}
	s.mu.Unlock()
	switch {
	case !known:
		return unix.EBADF
	case q.Op == opUnmap:
		return m.Close()
	case q.Op == opLoad:
		r.Number = int64(m.Load(int(q.Number)))
	default:
		m.Store(int(q.Number), q.Value)
	}
	return nil
}

// share returns the path under which another process finds a file of this one.
func share(q *request, f kernfile.File) (string, error) {
	s, ok := f.(sharer)
	if !ok {
		return "", unix.ENODEV
	}
	shared, err := s.Share(q.Length)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), shared.Fd()), nil
}
