// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/rtl/isa"
)

// port reaches the registers of a simulation.
type port struct {
	child    *child.Child
	patience uint64 // cycles that a launch may take
}

var _ regs.Port = (*port)(nil)

// Do implements regs.Port.
func (p *port) Do(ctx context.Context, accesses []regs.Access) error {
	batch := make([]child.Request, len(accesses))
	for i, a := range accesses {
		if a.Write {
			batch[i] = child.WriteRegister(a.Register, a.Value)
		} else {
			batch[i] = child.ReadRegister(a.Register)
		}
	}
	replies, err := p.child.Do(ctx, batch...)
	if err != nil {
		return err
	}
	for i := range accesses {
		if !accesses[i].Write {
			accesses[i].Value = replies[i].Value
		}
	}
	return nil
}

// Wait implements regs.Port.
func (p *port) Wait(ctx context.Context) error {
	replies, err := p.child.Do(ctx, child.RunToInterrupt(p.patience), child.Flying(), child.ReadRegister(isa.RegStatus))
	if err != nil {
		return err
	}
	if replies[0].Value == 0 {
		return fmt.Errorf("no interrupt in %d cycles, more than any such program takes; status %v, %s in flight: %w",
			p.patience, isa.Status(replies[2].Value), flying(replies[1]), driver.ErrHardware)
	}
	return nil
}

// quiet reports bursts in flight, of which there are none after DONE.
func (p *port) quiet(ctx context.Context) error {
	replies, err := p.child.Do(ctx, child.Flying())
	if err == nil && replies[0].Value != 0 {
		err = fmt.Errorf("%s in flight after the end of the launch: %w", flying(replies[0]), driver.ErrHardware)
	}
	return err
}

func flying(r child.Reply) string {
	return fmt.Sprintf("%d reads and %d writes", r.Value&0xffff, r.Value>>16)
}
