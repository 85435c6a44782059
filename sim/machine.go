// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/exec"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/timing"
)

// Machine simulates one accelerator. It runs one launch at a time; callers serialise.
type Machine struct {
	config   isa.Config
	memory   isa.BenchMemory
	executor *exec.Executor
	programs programs
}

// New returns a machine of configuration c under the given memory, usually c.Memory.
func New(c isa.Config, memory isa.BenchMemory, kernels *kernel.Set) *Machine {
	m := &Machine{config: c, memory: memory}
	m.executor = exec.NewExecutor(&m.config, kernels)
	return m
}

// Config returns the configuration that the machine simulates.
func (m *Machine) Config() isa.Config { return m.config }

// Region is DRAM that a base register points to: its bytes from there on, and the address of the first of them. Regions
// are taken to share bytes if their address ranges overlap.
type Region struct {
	Bytes   []byte
	Address uint64
}

// Launch is a program with its addresses and parameters.
type Launch struct {
	Code   *isa.Program
	Bases  [isa.NumBases]Region // those that the code does not use may be empty
	Params isa.Params

	// Observe, if not nil, is called for every instruction that begins, each engine's in order, when the launch has ended.
	Observe func(timing.Event)
}

// Activity is what a launch did.
type Activity struct {
	timing.Result
	MaxAbs    int64 // greatest magnitude stored by instructions with TrackMax
	Saturated bool
}

// Run executes a launch. A program that deadlocks is run as far as it comes and gives an activity with Stall set. The error
// wraps isa.ErrProgram if the program or its addresses and parameters are invalid; nothing is executed then.
func (m *Machine) Run(l *Launch) (Activity, error) {
	p, err := m.programs.get(&m.config, l.Code)
	if err != nil {
		return Activity{}, fmt.Errorf("simulate on %s: %w", m.config.Name, err)
	}
	if err := p.check(l); err != nil {
		return Activity{}, fmt.Errorf("simulate on %s: %w", m.config.Name, err)
	}
	work := exec.Launch{Params: l.Params}
	for b, region := range l.Bases {
		work.Memory[b], work.Address[b] = region.Bytes, region.Address
	}
	done := m.executor.Run(p.code, &work)
	return Activity{p.time(m.memory, l, done.Masks), done.MaxAbs, done.Saturated}, nil
}
