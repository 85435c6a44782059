// SPDX-License-Identifier: Apache-2.0

package serial

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/driver/internal/kernfile"
	"github.com/e2train/e2train/driver/serial/client"
)

func open(a driver.Address) (driver.Device, error) {
	o, err := parse(a)
	if err != nil {
		return nil, err
	}
	link, err := board.FromAddress(a)
	if err != nil {
		return nil, err
	}
	l, err := openLine(o.node, o.baud)
	if err != nil {
		var known unix.Errno
		var path *fs.PathError
		if !errors.As(err, &known) && !errors.As(err, &path) { // a baud rate that the package does not know
			return nil, configaddr.Bad(a, err)
		}
		return nil, board.Fault(a.Text, "open the port", err)
	}
	link.Kernel = kernel{link.Kernel, kind(o.node)}
	link.Close = l.Close
	return openBoard(link, o, l)
}

// openBoard begins a session on a line.
func openBoard(link board.Link, o options, l client.Line) (driver.Device, error) {
	session, err := client.Open(l, client.Options{Patience: o.patience})
	if err != nil {
		link.Close()
		return nil, fault(link.Address, "reach the board", err)
	}
	c := &connection{device: link.Address, client: session}
	link.Base, link.Size, link.Port, link.ClockHz = o.base, o.limit, o.port, o.clock
	link.DRAM, link.Events, link.Accesses = c, c, c.Accesses
	link.Probe = func() error { return board.Probe(c, o.base, o.limit) }
	return board.Open(context.Background(), link)
}

// kernel is the kernel of this machine with another kind of board.
type kernel struct {
	kernfile.Kernel
	kind driver.Kind
}

// Kind implements kernfile.Kernel.
func (k kernel) Kind() driver.Kind { return k.kind }

// kind tells boards from programs that pretend to be one: those are behind pseudo-terminals.
func kind(node string) driver.Kind {
	if real, err := filepath.EvalSymlinks(node); err == nil && strings.HasPrefix(real, "/dev/pts/") {
		return driver.KindEmulated
	}
	return driver.KindBoard
}
