// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/randprog"
)

// randomPrograms is how many random programs a device runs.
const randomPrograms = 25

func checkRandom(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	return s.compareRandom(randprog.Options{}, 0, randomPrograms)
}

func checkRandomDeadlocks(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	return s.compareRandom(randprog.Options{Deadlock: true}, 1000, randomPrograms/3)
}

// compareRandom runs n random programs on the device and on the simulator.
func (s *subject) compareRandom(o randprog.Options, from, n int) error {
	kernels, err := kernel.Default()
	if err != nil {
		return err
	}
	m := sim.New(*s.c, s.benchMemory(), kernels)
	for i := from; i < from+n; i++ {
		rng := randprog.Rand(s.seed, i)
		p := randprog.New(s.c, rng, o)
		l := &launch{code: p.Code, params: p.Params, before: p.Memory(rng)}
		for b := range l.offset {
			l.offset[b] = int64(rng.IntN(8) * isa.RegionAlign)
		}
		if err := s.compareWith(m, l); err != nil {
			return fmt.Errorf("random program %d of seed %d: %w", i, s.seed, err)
		}
	}
	return nil
}

// compareWith runs a launch on the device and on the simulator.
func (s *subject) compareWith(m *sim.Machine, l *launch) error {
	simulated := sim.Launch{Code: l.code, Params: l.params}
	for i := range l.before {
		l.after[i] = bytes.Clone(l.before[i])
		simulated.Bases[i] = sim.Region{Bytes: l.after[i], Address: uint64(i)<<32 + uint64(l.offset[i])}
	}
	wanted, err := m.Run(&simulated)
	if err != nil {
		return err
	}
	l.maxAbs, l.saturated = wanted.MaxAbs, wanted.Saturated
	b, err := s.bind(l)
	if err != nil {
		return err
	}
	got, err := s.device.Launch(context.Background(), b.program)
	if stall := wanted.Stall; stall != nil {
		var place *driver.DeadlockError
		if !errors.As(err, &place) {
			return fmt.Errorf("got error %v, want a *driver.DeadlockError", err)
		}
		same := place.Segment == stall.Segment && place.Engine == stall.Engine && place.Index == stall.Index
		err = want(same, "%v, want segment %d, %s[%d]", place, stall.Segment, stall.Engine, stall.Index)
		if s.info.Timed && s.exact() {
			err = first(err, want(place.Cycle == stall.Cycle, "deadlock in cycle %d, want %d", place.Cycle, stall.Cycle))
		}
		got = place.Activity
	}
	err = first(err, b.compareMemory(), b.compareActivity(&got))
	if s.info.Timed {
		err = first(err, s.compareCounters(&got.Counters, &wanted.Counters))
	}
	return first(err, b.free())
}

// checkConcurrency launches from several goroutines that allocate and free all the while.
func checkConcurrency(s *subject) error {
	if err := s.computes(); err != nil {
		return err
	}
	const clients = 4
	done := make(chan error, clients)
	for i := range clients {
		go func() { done <- s.compareRandom(randprog.Options{}, 2000+100*i, 4) }()
	}
	var errs []error
	for range clients {
		errs = append(errs, <-done)
	}
	return first(errs...)
}
