// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"context"
	"encoding/binary"
	"errors"
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/child"
	"github.com/e2train/e2train/rtl/isa"
)

// wantFailure checks the error of a launch that hardware ended early.
func (r *rig) wantFailure(what string, err error, status isa.Status, place isa.ErrorPlace) *driver.HardwareError {
	r.t.Helper()
	var failure *driver.HardwareError
	if !errors.As(err, &failure) {
		r.t.Fatalf("%s: got error %v, want a *driver.HardwareError", what, err)
	}
	if failure.Status&isa.StatusErrors != status || failure.Status&isa.StatusDone == 0 || failure.Status&isa.StatusBusy != 0 {
		r.t.Errorf("%s: status %v, want %v and done", what, failure.Status, status)
	}
	if failure.Place != place {
		r.t.Errorf("%s: in segment %d, %s[%d], want segment %d, %s[%d]", what, failure.Place.Segment, failure.Place.Engine, failure.Place.Index,
			place.Segment, place.Engine, place.Index)
	}
	return failure
}

// TestErrorResponses answers bursts of every kind with an error, in every beat or in one.
func TestErrorResponses(t *testing.T) {
	for _, address := range []string{"verilator:tiny", "verilator:tiny?latency=random&seed=5"} {
		t.Run(address, func(t *testing.T) {
			r := newRig(t, address, "error responses to the RTL")
			address := func(b int) uint64 {
				rooms, err := r.Shelf.Bind(&r.program)
				if err != nil {
					t.Fatal(err)
				}
				return rooms[b].Address
			}
			code := r.lay(nil)
			burst := uint64(r.Config().BurstBytes())
			lists := uint64(isa.DescriptorAlign)
			second := code + 4*isa.DescriptorAlign // descriptor and three lists, each at most 256 bytes
			for _, c := range []struct {
				what  string
				write bool
				at    uint64
				place isa.ErrorPlace
			}{
				{"descriptor", false, code, isa.ErrorPlace{Engine: isa.EngineFetch}},
				{"list of load", false, code + lists, isa.ErrorPlace{Engine: isa.EngineFetch}},
				{"list of store", false, code + 3*lists, isa.ErrorPlace{Engine: isa.EngineFetch}},
				{"second descriptor", false, second, isa.ErrorPlace{Engine: isa.EngineFetch, Segment: 1}},
				{"weights", false, address(baseW), isa.ErrorPlace{Engine: isa.EngineLoad, Index: 0}},
				{"first vectors", false, address(baseX), isa.ErrorPlace{Engine: isa.EngineLoad, Index: 1}},
				{"later vectors", false, address(baseX) + burst, isa.ErrorPlace{Engine: isa.EngineLoad, Index: 1}},
				{"first sums", true, address(baseOut), isa.ErrorPlace{Engine: isa.EngineStore}},
				{"last sums", true, address(baseOut) + uint64(r.size) - burst, isa.ErrorPlace{Engine: isa.EngineStore}},
			} {
				for _, beat := range []uint8{child.AllBeats, 0, 3} {
					for _, resp := range []uint8{2, 3} {
						r.ask(child.Fault{Write: c.write, Resp: resp, Beat: beat, ByPlace: true, Value: c.at}.Request())
						_, err := r.Launch(context.Background(), r.program)
						status := isa.StatusReadError
						if c.write {
							status = isa.StatusWriteError
						}
						failure := r.wantFailure(c.what, err, status, c.place)
						if failure.Address != c.at {
							t.Errorf("%s: address %#x, want %#x", c.what, failure.Address, c.at)
						}
						r.works()
					}
				}
			}
		})
	}
}

// TestLateErrors answers a burst of the second segment with an error.
func TestLateErrors(t *testing.T) {
	r := newRig(t, "verilator:tiny", "error responses in a later segment")
	bursts := r.counts[isa.DramReadBursts]
	r.ask(child.Fault{Resp: 2, Beat: child.AllBeats, Value: bursts - 1}.Request())
	_, err := r.Launch(context.Background(), r.program)
	r.wantFailure("last read", err, isa.StatusReadError, isa.ErrorPlace{Engine: isa.EngineLoad, Index: 1, Segment: 1})
	r.works()
	r.ask(child.Fault{Write: true, Resp: 2, Value: r.counts[isa.DramWriteBursts] - 1}.Request())
	_, err = r.Launch(context.Background(), r.program)
	r.wantFailure("last write", err, isa.StatusWriteError, isa.ErrorPlace{Engine: isa.EngineStore, Segment: 1})
	r.works()
}

// TestNoSuchMemory has programs reach where there is no memory.
func TestNoSuchMemory(t *testing.T) {
	r := newRig(t, "verilator:tiny", "addresses without memory")
	for _, c := range []struct {
		base   int
		status isa.Status
		place  isa.ErrorPlace
	}{
		{baseX, isa.StatusReadError, isa.ErrorPlace{Engine: isa.EngineLoad, Index: 1}},
		{baseOut, isa.StatusWriteError, isa.ErrorPlace{Engine: isa.EngineStore}},
	} {
		const nowhere = 0xfedc_0000_1000
		at := r.lay(func(image []byte) { binary.LittleEndian.PutUint64(image[64+8*c.base:], nowhere) })
		_, err := r.launchAt(at)
		failure := r.wantFailure("base "+string(rune('0'+c.base)), err, c.status, c.place)
		if failure.Address != nowhere {
			t.Errorf("address %#x, want %#x", failure.Address, uint64(nowhere))
		}
		r.works()
	}
}

// TestBadCode spoils descriptors and instructions.
func TestBadCode(t *testing.T) {
	r := newRig(t, "verilator:tiny", "bad opcodes and descriptors on the RTL")
	const segment = 4 * isa.DescriptorAlign
	list := func(e isa.Engine, i int) int { return isa.DescriptorAlign*(1+int(e)) + i*isa.InstructionBytes }
	for _, c := range []struct {
		what  string
		at    int
		value []byte
		place isa.ErrorPlace
	}{
		{"load with a tensor opcode", list(isa.EngineLoad, 0), []byte{byte(isa.OpGemm)}, isa.ErrorPlace{Engine: isa.EngineLoad}},
		{"second load with opcode 0", list(isa.EngineLoad, 1), []byte{0}, isa.ErrorPlace{Engine: isa.EngineLoad, Index: 1}},
		{"load opcode 5", list(isa.EngineLoad, 1), []byte{5}, isa.ErrorPlace{Engine: isa.EngineLoad, Index: 1}},
		{"reserved tensor opcode", list(isa.EngineTensor, 0), []byte{byte(isa.OpDepthwise)}, isa.ErrorPlace{Engine: isa.EngineTensor}},
		{"store with a load opcode", list(isa.EngineStore, 0), []byte{byte(isa.OpLoadX)}, isa.ErrorPlace{Engine: isa.EngineStore}},
		{"store opcode 0x24", list(isa.EngineStore, 0), []byte{0x24}, isa.ErrorPlace{Engine: isa.EngineStore}},
		{"store of the second segment", segment + list(isa.EngineStore, 0), []byte{0xff}, isa.ErrorPlace{Engine: isa.EngineStore, Segment: 1}},
		{"descriptor without magic", 1, []byte{0}, isa.ErrorPlace{Engine: isa.EngineFetch}},
		{"second descriptor without magic", segment, []byte{0}, isa.ErrorPlace{Engine: isa.EngineFetch, Segment: 1}},
		{"load list too long", 4, []byte{byte(r.Config().InstrDepth + 1)}, isa.ErrorPlace{Engine: isa.EngineFetch}},
		{"store list far too long", 9, []byte{0x80}, isa.ErrorPlace{Engine: isa.EngineFetch}},
	} {
		at := r.lay(func(image []byte) { copy(image[c.at:], c.value) })
		_, err := r.launchAt(at)
		r.wantFailure(c.what, err, isa.StatusOpcode, c.place)
		r.works()
	}
}

// TestSeveralErrors has errors come at once and one after the other: the place is that of the first one, in one cycle that
// of the lowest engine.
func TestSeveralErrors(t *testing.T) {
	r := newRig(t, "verilator:tiny", "several errors of a launch on the RTL")
	bad := func(image []byte, e isa.Engine, i int) {
		image[isa.DescriptorAlign*(1+int(e))+i*isa.InstructionBytes] = 0xff
	}

	kept := r.program.Code
	r.program.Code = product(r.Config())
	r.program.Code.Segments[0].Tensor[0].Wait = 0
	at := r.lay(func(image []byte) {
		bad(image, isa.EngineLoad, 0)
		bad(image, isa.EngineTensor, 0)
	})
	_, err := r.launchAt(at)
	r.wantFailure("two bad opcodes at once", err, isa.StatusOpcode, isa.ErrorPlace{Engine: isa.EngineLoad})
	r.program.Code = kept
	r.works()

	rooms, err := r.Shelf.Bind(&r.program)
	if err != nil {
		t.Fatal(err)
	}
	weights := rooms[baseW].Address
	r.ask(child.Fault{Resp: 2, Beat: child.AllBeats, ByPlace: true, Value: weights}.Request())
	_, err = r.launchAt(r.lay(func(image []byte) { bad(image, isa.EngineLoad, 1) }))
	failure := r.wantFailure("an error response after a bad opcode", err, isa.StatusOpcode|isa.StatusReadError, isa.ErrorPlace{Engine: isa.EngineLoad, Index: 1})
	if failure.Address != weights {
		t.Errorf("address %#x, want %#x", failure.Address, weights)
	}
	r.works()
}

// TestSemaphoreOverflow signals a semaphore once too often. It takes more instructions than tiny holds.
func TestSemaphoreOverflow(t *testing.T) {
	r := newRig(t, "verilator:zed8", "overflow of a semaphore of the RTL")
	for _, signals := range []int{isa.SemaphoreMax, isa.SemaphoreMax + 1} {
		s := isa.Segment{}
		for range signals {
			l := isa.Load{Op: isa.OpLoadX, Run: 1, Count: [3]uint16{1, 1, 1}, Base: baseX}
			l.Done = isa.Sem(isa.EngineLoad, isa.EngineStore, 2).SignalBit()
			s.Load = append(s.Load, l)
		}
		kept := r.program.Code
		r.program.Code = &isa.Program{Segments: []isa.Segment{s}}
		_, err := r.launchAt(r.lay(nil))
		if signals <= isa.SemaphoreMax {
			if err != nil {
				t.Fatalf("%d signals: %v", signals, err)
			}
		} else {
			r.wantFailure("overflow", err, isa.StatusOverflow, isa.ErrorPlace{Engine: isa.EngineLoad, Index: isa.SemaphoreMax})
		}
		r.program.Code = kept
		r.works()
	}
}

// TestCancelledLaunch ends a launch that would take minutes.
func TestCancelledLaunch(t *testing.T) {
	r := newRig(t, "verilator:tiny", "cancelling a launch on the RTL")
	kept := r.program.Code
	long := product(r.Config())
	outer := isa.Tensor{Op: isa.OpOuter, Zero: true, NX: 4095, NY: 4095, NN: 100, KX: 1, KY: 1, CI: 1, CO: 1, XLim: 1, YLim: 1, StepX: 0, Acc: 64}
	long.Segments[0].Load = append(long.Segments[0].Load, isa.Load{Op: isa.OpLoadG, Run: 1, Count: [3]uint16{1, 1, 1}, Base: baseX})
	long.Segments[0].Load[2].Done = isa.Sem(isa.EngineLoad, isa.EngineTensor, 1).SignalBit()
	outer.Wait = isa.Sem(isa.EngineLoad, isa.EngineTensor, 1).WaitBit()
	outer.Fence = true
	long.Segments[0].Tensor = append(long.Segments[0].Tensor, outer)
	r.program.Code = long
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	if _, err := r.Launch(ctx, r.program); !errors.Is(err, context.DeadlineExceeded) {
		t.Fatalf("got error %v, want %v", err, context.DeadlineExceeded)
	}
	r.program.Code = kept
	r.works()
}

// TestKilledSimulation kills the process between launches, as somebody else might.
func TestKilledSimulation(t *testing.T) {
	r := newRig(t, "verilator:tiny", "a simulation that is killed")
	r.Child.Kill()
	var death *child.Error
	if _, err := r.Launch(context.Background(), r.program); !errors.As(err, &death) {
		t.Errorf("got error %v, want a *child.Error", err)
	}
	r.works()
}
