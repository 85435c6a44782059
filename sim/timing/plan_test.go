// SPDX-License-Identifier: Apache-2.0

package timing_test

import (
	"reflect"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
	"github.com/e2train/e2train/sim/timing"
)

// TestHandComputedTimes follows the rules of package isa with paper and pencil: memory tiny, 16 beats of 4 bytes a burst,
// latency 12.
//
//	descriptor, 2 bursts: addresses 2, 3; beats 14-29, 31-46
//	lists, 2+1+1 bursts: addresses 49-52; beats 61-76, 78-93, 95-110, 112-127; S = 130
//	load 0: slot 130, address 132, beats 144-146, done 149
//	load 1: slot 133, address 135, beats 148-151, done 154
//	tensor: slot 154+2, 12 slots of which 3 are vectors, done 167+16
//	store: slot 183+2, address 193, beats 194-205, response 213; DONE 216
func TestHandComputedTimes(t *testing.T) {
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	var events []timing.Event
	result := timing.NewPlan(c, smallProgram()).Run(c.Memory, timing.Bases{}, nil, func(e timing.Event) {
		e.Waits = append([]timing.Wait(nil), e.Waits...)
		events = append(events, e)
	})
	loaded, summed := isa.Sem(isa.EngineLoad, isa.EngineTensor, 0), isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
	wantEvents := []timing.Event{
		{Engine: isa.EngineLoad, Earliest: 130, Fence: 130, First: 130, Last: 132, Release: 146, Done: 149},
		{Engine: isa.EngineLoad, Index: 1, Earliest: 133, Fence: 133, First: 133, Last: 135, Release: 151, Done: 154},
		{Engine: isa.EngineTensor, Earliest: 130, Fence: 130, Waits: []timing.Wait{{Semaphore: loaded, Signal: 154}},
			First: 156, Last: 167, Release: 167, Done: 183},
		{Engine: isa.EngineStore, Earliest: 130, Fence: 130, Waits: []timing.Wait{{Semaphore: summed, Signal: 183}},
			First: 185, Last: 193, Release: 205, Done: 213},
	}
	if !reflect.DeepEqual(events, wantEvents) {
		t.Errorf("events\n%+v, want\n%+v", events, wantEvents)
	}
	want := timing.Result{Segments: []timing.Span{{Fetch: 2, Start: 130, End: 213}}}
	want.Counters = isa.Counters{
		isa.Cycles: 216, isa.LoadBusy: 6, isa.TensorBusy: 12, isa.TensorWaitLoad: 26, isa.StoreBusy: 9, isa.StoreWaitTensor: 55,
		isa.IssueForward: 3, isa.WeightTiles: 1, isa.XReads: 3, isa.XWrites: 3, isa.WReads: 4, isa.WWrites: 4,
		isa.AccReads: 3, isa.AccWrites: 3, isa.DramReadBytes: 128 + 4*64 + 12 + 16, isa.DramReadBursts: 8,
		isa.DramWriteBytes: 48, isa.DramWriteBursts: 1, isa.Instructions: 4,
	}
	if !reflect.DeepEqual(result, want) {
		t.Errorf("result\n%+v, want\n%+v", result, want)
	}
}

// TestKeyIsEnough runs programs at addresses and at their key.
func TestKeyIsEnough(t *testing.T) {
	seed := randprog.Seed(t)
	for _, c := range isa.Configs() {
		for i := range 30 {
			rng := randprog.Rand(seed, i)
			p := randprog.New(&c, rng, randprog.Options{Unmasked: true, Deadlock: i%5 == 0})
			plan := timing.NewPlan(&c, p.Code)
			if plan.Masked() {
				t.Fatalf("program %d is masked", i)
			}
			var bases timing.Bases
			for b := range bases {
				bases[b] = rng.Uint64() >> 16 / isa.RegionAlign * isa.RegionAlign
			}
			got, want := plan.Run(c.Memory, plan.Key(bases), nil, nil), plan.Run(c.Memory, bases, nil, nil)
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s, program %d: %+v with the key, %+v with the addresses", c.Name, i, got, want)
			}
		}
	}
}

// TestEventsExplainCounters adds up what the observer is told.
func TestEventsExplainCounters(t *testing.T) {
	seed := randprog.Seed(t)
	busy := [isa.NumEngines]isa.Counter{isa.LoadBusy, isa.TensorBusy, isa.StoreBusy}
	waits := [isa.NumEngines][]isa.Counter{
		{isa.LoadWaitTensor, isa.LoadWaitStore}, {isa.TensorWaitLoad, isa.TensorWaitStore, isa.TensorFence}, {isa.StoreWaitLoad, isa.StoreWaitTensor},
	}
	for _, c := range isa.Configs() {
		for i := range 60 {
			rng := randprog.Rand(seed, i)
			p := randprog.New(&c, rng, randprog.Options{})
			var slots, waited [isa.NumEngines]uint64
			instructions := uint64(0)
			result := timing.NewPlan(&c, p.Code).Run(c.Memory, timing.Bases{}, nil, func(e timing.Event) {
				instructions++
				slots[e.Engine] += uint64(e.Last - e.First + 1)
				waited[e.Engine] += uint64(e.First - e.Earliest)
				checkEvent(t, &e)
			})
			if got := result.Counters[isa.Instructions]; got != instructions || got != uint64(p.Code.Instructions()) {
				t.Errorf("program %d: %d instructions, %d events", i, got, instructions)
			}
			for e := range isa.NumEngines {
				sum := uint64(0)
				for _, counter := range waits[e] {
					sum += result.Counters[counter]
				}
				if result.Counters[busy[e]] != slots[e] || sum != waited[e] {
					t.Errorf("program %d: %s is busy %d and waits %d, events tell %d and %d", i, e, result.Counters[busy[e]], sum, slots[e], waited[e])
				}
			}
		}
	}
}

// checkEvent wants the first slot to be the latest of all that holds it back.
func checkEvent(t *testing.T, e *timing.Event) {
	t.Helper()
	first := max(e.Earliest, e.Fence)
	for _, w := range e.Waits {
		first = max(first, w.Signal+isa.SignalToIssue)
	}
	if e.First != first || e.Last < e.First || e.Release < e.Last || e.Done < e.Release {
		t.Errorf("event %+v is out of order", *e)
	}
}
