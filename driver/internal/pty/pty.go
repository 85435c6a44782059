// SPDX-License-Identifier: Apache-2.0

// Package pty makes pseudo-terminals: serial ports with a program at the other end.
package pty

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// Open returns the program's end, and the path of the end that is a serial port, which is raw and stays there until Close is called.
func Open() (program *Program, port string, err error) {
	master, err := open("/dev/ptmx")
	if err != nil {
		return nil, "", fmt.Errorf("make a pseudo-terminal: %w", err)
	}
	p := &Program{File: master}
	if port, err = p.unlock(); err != nil {
		p.Close()
		return nil, "", fmt.Errorf("make a pseudo-terminal: %w", err)
	}
	return p, port, nil
}

// Program is the program's end of a pseudo-terminal. Reads end when it is closed.
type Program struct {
	*os.File
	port *os.File // open, so that reads do not fail while nobody else has it open
}

func open(path string) (*os.File, error) {
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	return os.NewFile(uintptr(fd), path), nil
}

// unlock opens the port and makes it raw.
func (p *Program) unlock() (port string, err error) {
	raw, err := p.SyscallConn()
	if err != nil {
		return "", err
	}
	var n int
	var failed error
	err = raw.Control(func(fd uintptr) {
		if failed = unix.IoctlSetPointerInt(int(fd), unix.TIOCSPTLCK, 0); failed == nil {
			n, failed = unix.IoctlGetInt(int(fd), unix.TIOCGPTN)
		}
	})
	if err != nil || failed != nil {
		return "", fmt.Errorf("unlock the port: %w", errors.Join(err, failed))
	}
	port = fmt.Sprintf("/dev/pts/%d", n)
	if p.port, err = open(port); err != nil {
		return "", err
	}
	return port, makeRaw(p.port)
}

// makeRaw lets all bytes pass as they are.
func makeRaw(f *os.File) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(fd uintptr) {
		t := unix.Termios{Cflag: unix.CREAD | unix.CLOCAL | unix.CS8}
		t.Cc[unix.VMIN] = 1
		failed = unix.IoctlSetTermios(int(fd), unix.TCSETS, &t)
	})
	return errors.Join(err, failed)
}

// Close ends both ends: this one first, so that reads end as those of a closed file.
func (p *Program) Close() error {
	err := p.File.Close()
	if p.port != nil {
		p.port.Close()
	}
	return err
}
