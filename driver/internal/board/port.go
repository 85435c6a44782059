// SPDX-License-Identifier: Apache-2.0

package board

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/rtl/isa"
)

// How long an interrupt is waited for before the status is read again: long while interrupts come, short once one has not come.
const (
	longSlice  = 100 * time.Millisecond
	shortSlice = time.Millisecond
)

// port runs launches through mapped registers.
type port struct {
	link  *Link
	slice time.Duration
	told  func(driver.RegisterAccess) // may be nil
}

var _ regs.Port = (*port)(nil)

// gone is what every register of a card reads that has fallen off its bus.
const gone = ^uint32(0)

// Do implements regs.Port. The error wraps driver.ErrLost or is that of a link that can fail.
func (p *port) Do(_ context.Context, accesses []regs.Access) error {
	if p.link.Accesses != nil {
		return p.cross(accesses)
	}
	for i := range accesses {
		a := &accesses[i]
		if a.Write {
			p.link.Registers.Store(int(a.Register), a.Value)
		} else {
			a.Value = p.link.Registers.Load(int(a.Register))
		}
		p.tell(a)
		if !a.Write && a.Value == gone && p.lost() {
			return fmt.Errorf("registers read %#x: %w", gone, driver.ErrLost)
		}
	}
	return nil
}

// cross makes accesses over a link that can fail.
func (p *port) cross(accesses []regs.Access) error {
	if err := p.link.Accesses(accesses); err != nil {
		return err
	}
	for i := range accesses {
		p.tell(&accesses[i])
	}
	return nil
}

func (p *port) tell(a *regs.Access) {
	if p.told != nil {
		p.told(driver.RegisterAccess(*a))
	}
}

// lost reports whether the board is gone: then the register of a known constant reads ones too. A link that can fail says so itself.
func (p *port) lost() bool {
	return p.link.Accesses == nil && p.link.Registers.Load(int(isa.RegID)) == gone
}

func (p *port) status() (isa.Status, error) {
	a := []regs.Access{{Register: isa.RegStatus}}
	err := p.Do(context.Background(), a)
	return isa.Status(a[0].Value), err
}

// Wait implements regs.Port. The status decides, before an interrupt is waited for and after it: one may be late, lost, or of an
// earlier launch. The error wraps driver.ErrReset, ErrTimeout or ErrLost, or is that of ctx.
func (p *port) Wait(ctx context.Context) error {
	deadline := p.link.Kernel.Now().Add(p.link.Timeout)
	for silent := false; ; {
		if err := p.link.Events.Arm(); err != nil {
			return fmt.Errorf("enable the interrupt: %w", err)
		}
		status, err := p.status()
		switch {
		case err != nil:
			return err
		case status&(isa.StatusDone|isa.StatusErrors) != 0:
			p.adapt(silent)
			return nil
		case status&isa.StatusBusy == 0:
			return driver.ErrReset
		case ctx.Err() != nil:
			return ctx.Err()
		case !p.link.Kernel.Now().Before(deadline):
			return fmt.Errorf("status is %v after %v: %w", status, p.link.Timeout, driver.ErrTimeout)
		}
		came, err := p.link.Events.Await(p.slice)
		if err != nil && !Interrupted(err) {
			return fmt.Errorf("wait for the interrupt: %w", err)
		}
		silent = !came && err == nil
	}
}

// adapt chooses how long to wait next time: not long after the end of a launch that no interrupt told of.
func (p *port) adapt(silent bool) {
	p.slice = longSlice
	if silent {
		p.slice = shortSlice
	}
}

// restartSys is ERESTARTSYS, which the kernel keeps to itself but XDMA drivers up to 2020.2 return.
const restartSys = unix.Errno(512)

// Interrupted reports whether a system call may have been ended by a signal, such as those with which the Go runtime preempts:
// XDMA drivers then say that it took too long.
func Interrupted(err error) bool {
	return errors.Is(err, unix.EINTR) || errors.Is(err, unix.ETIMEDOUT) || errors.Is(err, restartSys)
}
