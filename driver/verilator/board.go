// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/driver/verilator/internal/build"
	"github.com/e2train/e2train/rtl/isa"
)

// Board is the simulated RTL without a driver: registers, memory in a file, an interrupt line, and a UART (e2train_serial) unless toggles are
// counted. Its clock runs while it is asked something. Calls come one at a time.
type Board struct {
	config isa.Config
	child  *child.Child
	cycles uint64
	counts *counts // nil if toggles are not counted
}

// NewBoard builds the RTL of a configuration, if it was not built before, and powers it up. log is told what is built. If toggles is true
// it counts them, see Toggles, in more time. The error wraps exec.ErrNotFound if a tool is missing.
func NewBoard(ctx context.Context, c *isa.Config, memory *hostmem.File, toggles bool, log io.Writer) (*Board, error) {
	if err := build.Tools(); err != nil {
		return nil, err
	}
	program, err := build.Program(ctx, build.Model{Config: *c, Serial: !toggles, Toggles: toggles}, log)
	if err != nil {
		return nil, err
	}
	b, o := &Board{config: *c}, child.Options{Program: program, Memory: memory, Seed: 1}
	if toggles {
		if b.counts, o.Toggles, err = newCounts(); err != nil {
			return nil, err
		}
	}
	if b.child, err = child.Start(o); err != nil {
		return nil, errors.Join(err, b.counts.close())
	}
	if err := b.prepare(ctx); err != nil {
		b.child.Kill()
		return nil, errors.Join(err, b.counts.close())
	}
	return b, nil
}

// prepare sets up a simulation that has just started.
func (b *Board) prepare(ctx context.Context) error {
	if _, err := b.do(child.Rules(b.config.Memory)); err != nil {
		return err
	}
	return regs.Identify(ctx, &port{child: b.child}, &b.config)
}

// Config returns the configuration.
func (b *Board) Config() isa.Config { return b.config }

// Cycles returns the clock cycles since power-up.
func (b *Board) Cycles() uint64 { return b.cycles }

// do makes requests. The error is that of a simulation that has ended.
func (b *Board) do(batch ...child.Request) ([]child.Reply, error) {
	replies, err := b.child.Do(context.Background(), batch...)
	if err != nil {
		return nil, fmt.Errorf("RTL of %s: %w", b.config.Name, err)
	}
	b.cycles = replies[len(replies)-1].Cycles
	return replies, nil
}

// levelled makes a request and asks for the level of the interrupt line after some cycles.
func (b *Board) levelled(q child.Request, cycles uint64) (v uint32, irq bool, err error) {
	replies, err := b.do(q, child.Run(cycles), child.RunToInterrupt(0))
	if err != nil {
		return 0, false, err
	}
	return replies[0].Value, replies[2].Value == 1, nil
}

// settle is how many cycles a written register takes to show on the interrupt line.
const settle = 4

// Load reads a register; irq is the level of the interrupt line afterwards.
func (b *Board) Load(r isa.Register) (v uint32, irq bool, err error) {
	return b.levelled(child.ReadRegister(r), 0)
}

// Store writes a register; irq is the level of the interrupt line afterwards.
func (b *Board) Store(r isa.Register, v uint32) (irq bool, err error) {
	_, irq, err = b.levelled(child.WriteRegister(r, v), settle)
	return irq, err
}

// Run lets time pass until the interrupt line is high, at most the given number of cycles.
func (b *Board) Run(cycles uint64) (irq bool, err error) {
	replies, err := b.do(child.RunToInterrupt(cycles))
	if err != nil {
		return false, err
	}
	return replies[0].Value == 1, nil
}

// HasLine reports whether there is a UART.
func (b *Board) HasLine() bool { return b.counts == nil }

// Line sends bytes to the UART, one after the other, and runs for as long as idle bytes more take. It returns what came back meanwhile, and
// whether more may come without being asked for, which is certain after an idle byte only.
func (b *Board) Line(send []byte, idle int) (received []byte, busy bool, err error) {
	batch := make([]child.Request, 0, len(send)+idle)
	for _, v := range send {
		batch = append(batch, child.Line(v, true))
	}
	for range idle {
		batch = append(batch, child.Line(0, false))
	}
	replies, err := b.do(batch...)
	if err != nil {
		return nil, false, err
	}
	for _, r := range replies {
		v, came, more := r.Received()
		if busy = more; came {
			received = append(received, v)
		}
	}
	return received, busy, nil
}

// Reset pulls the reset pin for some cycles.
func (b *Board) Reset() error {
	_, err := b.do(child.Reset(settle))
	return err
}

// Close ends the simulation.
func (b *Board) Close() error { return errors.Join(b.child.Close(), b.counts.close()) }
