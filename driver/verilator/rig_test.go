// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"bytes"
	"context"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/driver/internal/regs"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/rtl/isa"
)

// rig is a device whose simulation tests can reach, with a small program and its memory.
type rig struct {
	*device
	t       *testing.T
	program driver.Program
	want    []byte // what the program stores
	counts  isa.Counters
	size    int // bytes that it stores
}

// The base registers of the rig's program.
const (
	baseX = iota
	baseW
	baseOut
)

// vectors is how many vectors the rig's program multiplies: enough for several bursts of every kind.
const vectors = 40

// newRig opens a device and runs the program once on it and on the simulator.
func newRig(t *testing.T, address, untested string) *rig {
	t.Helper()
	drivertest.Need(t, address, untested)
	d, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	r := &rig{device: d.(*device), t: t}
	c := r.Config()
	r.size = vectors * c.Lanes * 4
	code := product(c)
	sim, err := driver.Open("sim:" + c.Name)
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	simulated := r.bindTo(sim, code)
	activity, err := sim.Launch(context.Background(), simulated)
	if err != nil {
		t.Fatal(err)
	}
	r.counts, r.want = activity.Counters, r.stored(simulated)
	r.program = r.bindTo(d, code)
	r.works()
	return r
}

// product returns a program of two segments that multiplies vectors by a tile of weights and stores the sums, twice.
func product(c *isa.Config) *isa.Program {
	loaded, summed := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0), isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	one := [3]uint16{1, 1, 1}
	s := isa.Segment{
		Load: []isa.Load{
			{Op: isa.OpLoadW, Run: uint16(c.Lanes), Count: one, Base: baseW},
			{Op: isa.OpLoadX, Run: vectors, Count: one, Base: baseX, Header: isa.Header{Done: loaded.SignalBit()}},
		},
		Tensor: []isa.Tensor{{
			Op: isa.OpGemm, Zero: true, NX: vectors, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, SX: 1, XLim: vectors, YLim: 1, StepX: 1, AX: 1,
			Header: isa.Header{Wait: loaded.WaitBit(), Done: summed.SignalBit()},
		}},
		Store: []isa.Store{{Op: isa.OpStoreInt32, Run: vectors, Count: one, Base: baseOut, Header: isa.Header{Wait: summed.WaitBit()}}},
	}
	return &isa.Program{Segments: []isa.Segment{s, s}}
}

// bindTo gives the program memory of a device.
func (r *rig) bindTo(d driver.Device, code *isa.Program) driver.Program {
	r.t.Helper()
	p := driver.Program{Code: code}
	lanes := d.Info().Config.Lanes
	for b, size := range []int{vectors * lanes, lanes * lanes, r.size} {
		m, err := d.Alloc(size)
		if err != nil {
			r.t.Fatal(err)
		}
		content := make([]byte, size)
		for i := range content {
			content[i] = byte(i*31 + b)
		}
		if _, err := m.WriteAt(content, 0); err != nil {
			r.t.Fatal(err)
		}
		p.Bases[b].Memory = m
	}
	return p
}

// stored reads what a program has stored.
func (r *rig) stored(p driver.Program) []byte {
	r.t.Helper()
	got := make([]byte, r.size)
	if _, err := p.Bases[baseOut].Memory.ReadAt(got, 0); err != nil {
		r.t.Fatal(err)
	}
	return got
}

// works runs the program and wants what the simulator made of it.
func (r *rig) works() {
	r.t.Helper()
	if _, err := r.program.Bases[baseOut].Memory.WriteAt(make([]byte, r.size), 0); err != nil {
		r.t.Fatal(err)
	}
	activity, err := r.Launch(context.Background(), r.program)
	if err != nil {
		r.t.Fatalf("a launch that should work: %v", err)
	}
	r.judge(&activity)
}

// judge compares what a launch did with what the simulator made of it.
func (r *rig) judge(activity *driver.Activity) {
	r.t.Helper()
	if !bytes.Equal(r.stored(r.program), r.want) {
		r.t.Fatal("the program stores something else than the simulator")
	}
	if c, differ := activity.Counters.FirstDifference(&r.counts); differ && r.Info().Timed {
		r.t.Fatalf("%v is %d, want %d", c, activity.Counters[c], r.counts[c])
	}
}

// ask makes requests of the simulation.
func (r *rig) ask(batch ...child.Request) []child.Reply {
	r.t.Helper()
	replies, err := r.Child.Do(context.Background(), batch...)
	if err != nil {
		r.t.Fatal(err)
	}
	return replies
}

// register reads a register.
func (r *rig) register(reg isa.Register) uint32 {
	r.t.Helper()
	return r.ask(child.ReadRegister(reg))[0].Value
}

// lay puts the program into memory, changed by patch if it is not nil, and returns the address of its descriptor. Nothing is
// validated.
func (r *rig) lay(patch func(image []byte)) uint64 {
	r.t.Helper()
	rooms, err := r.Shelf.Bind(&r.program)
	if err != nil {
		r.t.Fatal(err)
	}
	at, err := r.Shelf.Place(&r.program, &rooms)
	if err != nil {
		r.t.Fatal(err)
	}
	if patch == nil {
		return at
	}
	image := make([]byte, r.Shelf.Code.Size())
	if _, err := r.Shelf.Code.ReadAt(image, 0); err != nil {
		r.t.Fatal(err)
	}
	patch(image)
	if _, err := r.Shelf.Code.WriteAt(image, 0); err != nil {
		r.t.Fatal(err)
	}
	return at
}

// launchAt starts the program at a descriptor.
func (r *rig) launchAt(descriptor uint64) (driver.Activity, error) {
	patience := patience(r.Config(), &r.options.Memory, r.program.Code, r.options.random)
	return regs.Launch(context.Background(), &port{child: r.Child, patience: patience}, descriptor)
}

// begin starts the program without waiting for anything.
func (r *rig) begin() {
	r.t.Helper()
	at := r.lay(nil)
	r.ask(child.WriteRegister(isa.RegDescriptor, uint32(at)), child.WriteRegister(isa.RegDescriptor+4, uint32(at>>32)),
		child.WriteRegister(isa.RegControl, isa.ControlStart))
}
