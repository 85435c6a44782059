// SPDX-License-Identifier: Apache-2.0

package serial

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/driver/serial/client"
	"github.com/e2train/e2train/driver/serial/frame"
)

// remedies say what to do about causes, the first that fits.
var remedies = []struct {
	cause  error
	remedy string
}{
	{driver.ErrLost, "plug the adapter in again and see dmesg, then go on with --resume"},
	{driver.ErrTimeout, "check power, cable and pins, that the bitstream with the UART bridge is loaded, and that option baud is its rate; then go on with --resume"},
	{client.ErrBus, "check where the board's memory is: options base and limit"},
	{client.ErrProtocol, "load the bitstream of this version of e2train, and let no other program use the port"},
}

// otherwise is the remedy for causes that are not listed.
const otherwise = "see dmesg; open the port again, then go on with --resume"

func fault(device, op string, err error) error {
	f := &driver.FaultError{Device: device, Op: op, Err: err, Remedy: otherwise}
	for _, r := range remedies {
		if errors.Is(err, r.cause) {
			f.Remedy = r.remedy
			break
		}
	}
	return f
}

// connection is a session with a board. Errors of its methods are *driver.FaultError.
type connection struct {
	device string

	mu     sync.Mutex
	client *client.Client
}

var (
	_ board.DRAM   = (*connection)(nil)
	_ board.Events = (*connection)(nil)
)

func (c *connection) do(op string, all []client.Transfer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.client.Do(all); err != nil {
		if errors.Is(err, client.ErrBus) {
			err = fmt.Errorf("%w: %w", err, driver.ErrMemory)
		}
		return fault(c.device, op, err)
	}
	return nil
}

// Read implements board.DRAM.
func (c *connection) Read(p []byte, address uint64) error {
	return c.do(fmt.Sprintf("read %d bytes of device memory at %#x", len(p), address), pieces(frame.ReadMemory, p, address))
}

// Write implements board.DRAM.
func (c *connection) Write(p []byte, address uint64) error {
	return c.do(fmt.Sprintf("write %d bytes of device memory at %#x", len(p), address), pieces(frame.WriteMemory, p, address))
}

// pieces cuts a transfer into requests.
func pieces(kind frame.Kind, p []byte, address uint64) (all []client.Transfer) {
	for len(p) > 0 {
		n := min(len(p), frame.MaxData, int(frame.Page-address%frame.Page))
		all = append(all, client.Transfer{Kind: kind, Address: address, Data: p[:n:n]})
		p, address = p[n:], address+uint64(n)
	}
	return all
}

// Accesses makes accesses of registers in order.
func (c *connection) Accesses(accesses []regs.Access) error {
	if len(accesses) == 0 {
		return nil
	}
	all := registers(accesses)
	if err := c.do(fmt.Sprintf("make %d accesses of registers from %v on", len(accesses), accesses[0].Register), all); err != nil {
		return err
	}
	i := 0
	for _, t := range all {
		for ; len(t.Data) > 0; t.Data = t.Data[4:] {
			accesses[i].Value = binary.LittleEndian.Uint32(t.Data)
			i++
		}
	}
	return nil
}

// registers joins accesses of registers that follow each other to one request.
func registers(accesses []regs.Access) (all []client.Transfer) {
	for i, a := range accesses {
		kind := frame.ReadRegisters
		if a.Write {
			kind = frame.WriteRegisters
		}
		joins := i > 0 && a.Write == accesses[i-1].Write && a.Register == accesses[i-1].Register+4 &&
			len(all[len(all)-1].Data) < frame.MaxData
		if !joins {
			all = append(all, client.Transfer{Kind: kind, Address: uint64(a.Register)})
		}
		t := &all[len(all)-1]
		t.Data = binary.LittleEndian.AppendUint32(t.Data, a.Value)
	}
	return all
}

// Arm implements board.Events. The bridge tells of every interrupt.
func (c *connection) Arm() error { return nil }

// Await implements board.Events.
func (c *connection) Await(timeout time.Duration) (bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	came, err := c.client.Await(timeout)
	if err != nil {
		return false, fault(c.device, "wait for the interrupt", err)
	}
	return came, nil
}
