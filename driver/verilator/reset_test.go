// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/internal/regs"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

// resets is how often a launch is reset.
func resets() int {
	if os.Getenv("E2TRAIN_FULL") != "" {
		return 400
	}
	return 40
}

// TestResetRegister resets launches at random times. Bursts in flight end, an address that is offered stays until it is taken,
// nothing new is offered (the bench's checker watches), the status is idle and the next launch works.
func TestResetRegister(t *testing.T) {
	addresses := []string{"verilator:tiny"}
	for seed := range 10 { // each memory has other habits: some accept addresses seldom
		addresses = append(addresses, fmt.Sprintf("verilator:tiny?latency=random&seed=%d", seed))
	}
	for _, address := range addresses {
		t.Run(address, func(t *testing.T) {
			r := newRig(t, address, "reset of the RTL in mid-burst")
			rng := randprog.Rand(randprog.Seed(t), 0)
			flying := 0
			for range resets() {
				r.begin()
				when := uint64(rng.IntN(int(r.counts[isa.Cycles]) * 5 / 4)) // some when it is done
				before := r.ask(child.Run(when), child.Flying())[1].Value
				control := uint32(isa.ControlReset)
				if rng.IntN(4) == 0 {
					control |= isa.ControlStart // which is ignored then
				}
				r.ask(child.WriteRegister(isa.RegControl, control))
				if before != 0 {
					flying++
				}
				r.idles(when)
				r.works()
			}
			if flying == 0 {
				t.Error("no reset met a burst in flight")
			}
		})
	}
}

// idles waits until the machine is idle after a reset.
func (r *rig) idles(when uint64) {
	r.t.Helper()
	for range 1000 {
		if r.register(isa.RegStatus)&uint32(isa.StatusBusy) == 0 {
			break
		}
	}
	replies := r.ask(child.ReadRegister(isa.RegStatus), child.Flying(), child.RunToInterrupt(1))
	if status, flying, irq := replies[0].Value, replies[1].Value, replies[2].Value; status != 0 || flying != 0 || irq != 0 {
		r.t.Fatalf("after a reset in cycle %d: status %v, bursts in flight %#x, interrupt %d", when, isa.Status(status), flying, irq)
	}
}

// TestResetPin holds the reset of the machine for some cycles at random times, which forgets everything.
func TestResetPin(t *testing.T) {
	r := newRig(t, "verilator:tiny", "reset of the RTL by its pin")
	rng := randprog.Rand(randprog.Seed(t), 0)
	for range resets() {
		r.begin()
		when := uint64(rng.IntN(int(r.counts[isa.Cycles])))
		r.ask(child.Run(when), child.Reset(uint64(1+rng.IntN(5))))
		r.idles(when)
		if enabled := r.register(isa.RegIrqEnable); enabled != 0 {
			t.Errorf("the interrupt is still enabled after a reset in cycle %d", when)
		}
		if err := regs.Prepare(context.Background(), &port{child: r.Child}, attributes); err != nil {
			t.Fatal(err)
		}
		r.works()
	}
}

// TestStartWhileBusy writes START during a launch, which changes nothing.
func TestStartWhileBusy(t *testing.T) {
	r := newRig(t, "verilator:tiny", "START while the RTL is busy")
	r.begin()
	r.ask(child.Run(r.counts[isa.Cycles]/2), child.WriteRegister(isa.RegControl, isa.ControlStart), child.RunToInterrupt(r.counts[isa.Cycles]))
	cycles := r.register(isa.RegCounters)
	if uint64(cycles) != r.counts[isa.Cycles] {
		t.Errorf("the launch took %d cycles, want %d", cycles, r.counts[isa.Cycles])
	}
	r.ask(child.WriteRegister(isa.RegIrqClear, 1))
	r.works()
}

// TestInterrupt follows the interrupt through a launch.
func TestInterrupt(t *testing.T) {
	r := newRig(t, "verilator:tiny", "the interrupt of the RTL")
	irq := func() uint32 { return r.ask(child.Run(4), child.RunToInterrupt(0))[1].Value } // writes take a few cycles
	long := r.counts[isa.Cycles] + 100
	r.begin()
	if got := r.ask(child.RunToInterrupt(long)); got[0].Value != 1 {
		t.Fatal("no interrupt")
	}
	if irq() != 1 {
		t.Error("the interrupt went away")
	}
	r.ask(child.WriteRegister(isa.RegIrqClear, 0))
	if irq() != 1 {
		t.Error("writing 0 clears the interrupt")
	}
	r.ask(child.WriteRegister(isa.RegIrqClear, 1))
	if irq() != 0 {
		t.Error("the interrupt cannot be cleared")
	}
	if status := isa.Status(r.register(isa.RegStatus)); status != isa.StatusDone {
		t.Errorf("status is %v after the interrupt was cleared, want done", status)
	}
	r.ask(child.WriteRegister(isa.RegIrqEnable, 0))
	r.begin()
	if got := r.ask(child.RunToInterrupt(long)); got[0].Value != 0 {
		t.Error("an interrupt that is not enabled")
	}
	r.ask(child.WriteRegister(isa.RegIrqEnable, 1))
	if irq() != 1 {
		t.Error("enabling the interrupt late does not raise it")
	}
	r.ask(child.WriteRegister(isa.RegIrqClear, 1))
	r.works()
}

// TestFreeClock compares the free-running clock with the cycles that the bench has counted. It is read when the lower half of
// the counter has just overflowed, for the upper half follows later; launches in between leave it alone.
func TestFreeClock(t *testing.T) {
	const half = 1 << 16
	r := newRig(t, "verilator:tiny", "the free-running clock of the RTL")
	rng := randprog.Rand(randprog.Seed(t), 0)
	first := r.ask(child.ReadRegister(isa.RegFreeClock))[0]
	last := first
	for i := range 16 {
		if i%4 == 1 {
			r.works()
		}
		after := uint64(half - last.Value%half + uint32(rng.IntN(40)))
		last = r.ask(child.Run(after), child.ReadRegister(isa.RegFreeClock))[1]
		if got, want := uint64(last.Value-first.Value), last.Cycles-first.Cycles; got != want {
			t.Fatalf("it counted %d cycles, want %d", got, want)
		}
	}
}

// TestReadOnlyRegisters writes registers that cannot be written.
func TestReadOnlyRegisters(t *testing.T) {
	r := newRig(t, "verilator:tiny", "registers of the RTL that cannot be written")
	for _, reg := range isa.RegisterNames {
		switch reg.Register {
		case isa.RegControl, isa.RegIrqEnable, isa.RegIrqClear, isa.RegAxi, isa.RegDescriptor, isa.RegFreeClock:
			continue
		}
		before := r.register(reg.Register)
		r.ask(child.WriteRegister(reg.Register, ^before))
		if after := r.register(reg.Register); after != before {
			t.Errorf("register %s was %#x and is %#x", reg.Name, before, after)
		}
	}
	if v := r.register(isa.RegControl); v != 0 {
		t.Errorf("control reads %#x, want 0", v)
	}
	r.works()
}
