// SPDX-License-Identifier: Apache-2.0

package xdma

import (
	"context"
	"errors"
	"os"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

// The ends of the names of a card's nodes.
const (
	userNode  = "_user"
	toNode    = "_h2c_0"
	fromNode  = "_c2h_0"
	eventNode = "_events_0"
)

// card holds the open nodes.
type card struct {
	link  board.Link
	files []kernfile.File
	dram  *dram
}

func open(a driver.Address) (driver.Device, error) {
	o, err := parse(a)
	if err != nil {
		return nil, err
	}
	link, err := board.FromAddress(a)
	if err != nil {
		return nil, err
	}
	return openCard(link, o)
}

// openCard opens the nodes with the link's kernel.
func openCard(l board.Link, o options) (driver.Device, error) {
	c := &card{link: l}
	c.link.Base, c.link.Size, c.link.Port, c.link.ClockHz = o.base, o.limit, "card", o.clock
	c.link.Close = func() error { return errors.Join(c.close(), l.Close()) }
	if err := c.open(o); err != nil {
		c.link.Close()
		var known *driver.FaultError
		if errors.As(err, &known) {
			return nil, err
		}
		return nil, board.Fault(l.Address, "open the card", err)
	}
	return board.Open(context.Background(), c.link)
}

func (c *card) open(o options) error {
	nodes := map[string]kernfile.File{}
	for name, flags := range map[string]int{userNode: os.O_RDWR, toNode: os.O_WRONLY, fromNode: os.O_RDONLY, eventNode: os.O_RDONLY} {
		f, err := c.link.Kernel.Open(o.node+name, flags)
		if err != nil {
			return err
		}
		c.files = append(c.files, f)
		nodes[name] = f
	}
	var err error
	if c.link.Registers, err = nodes[userNode].Registers(0, boards.RegisterBytes); err != nil {
		return err
	}
	c.link.Events = events{nodes[eventNode]}
	c.dram = newDRAM(c.link.Kernel.Now, nodes[toNode], nodes[fromNode])
	c.link.DRAM = c.dram
	c.link.Probe = func() error { return board.Probe(c.dram, o.base, o.limit) }
	return nil
}

// close closes what is open.
func (c *card) close() error {
	var errs []error
	if c.link.Registers != nil {
		errs = append(errs, c.link.Registers.Close())
	}
	for _, f := range c.files {
		errs = append(errs, f.Close())
	}
	return errors.Join(errs...)
}
