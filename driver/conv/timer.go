// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// Timer tells what passes of convolutions take on a configuration, without running them: they are planned as a [Convolver]
// plans them, and the programs timed by the rules of package isa. Plain passes take the same time whatever the operands are,
// so its reports are those of a Convolver on a simulator that is told of the same passes, in the same order. It belongs to one
// goroutine.
type Timer struct {
	config isa.Config
	memory isa.BenchMemory
	limit  int64
	kept   residence
	known  map[planKey]*timedPlan
}

// timedPlan is a plan with what its jobs take together, but for what they move.
type timedPlan struct {
	*layerPlan
	report Report
}

// NewTimer returns a Timer for a device's configuration and memories: the bench memory of its configuration, if it has no other.
func NewTimer(info driver.Info) *Timer {
	t := &Timer{
		config: info.Config, memory: info.Bench, limit: info.Memory, kept: newResidence(info.Memory), known: map[planKey]*timedPlan{},
	}
	if t.memory == (isa.BenchMemory{}) {
		t.memory = info.Config.Memory
	}
	return t
}

// Keep implements [Keeper].
func (t *Timer) Keep(tensor any) { t.kept.keep(tensor) }

// Release implements [Keeper].
func (t *Timer) Release(tensor any) { t.kept.release(tensor) }

// Time returns the report of a pass of a plain convolution on operands that [Timer.Keep] may have been told of. signed says whether
// activations are; backward-data does not ask. The error wraps ErrShape or driver.ErrMemory.
func (t *Timer) Time(s Shape, pass Pass, signed bool, o Operands) (Report, error) {
	if pass > BackwardWeights {
		return Report{}, fmt.Errorf("time %v: it depends on the operands: %w", pass, ErrShape)
	}
	if err := s.Validate(); err != nil {
		return Report{}, fmt.Errorf("time %v: %w", pass, err)
	}
	key := planKey{shape: s, pass: pass, signed: signed && pass != BackwardData}
	plan, known := t.known[key]
	if !known {
		var err error
		if plan, err = t.time(key); err != nil {
			return Report{}, err
		}
		t.known[key] = plan
	}
	report := plan.report
	for i := range plan.jobs {
		placed := t.kept.place(&plan.jobs[i], pass, &o)
		moved := plan.jobs[i].moved(&placed)
		report.Add(&moved)
	}
	return report, nil
}

func (t *Timer) time(key planKey) (*timedPlan, error) {
	report := Report{MACs: key.shape.MACs()}
	if f, worth := fold(key.shape, t.config.Lanes); worth && key.pass != BackwardData {
		key.shape = f.to
		report.Folded = int64(f.to.InputLen())
	}
	plan, err := decompose(&t.config, t.limit, key)
	if err != nil {
		return nil, err
	}
	cycles := map[*isa.Program]isa.Counters{}
	for i := range plan.jobs {
		code := plan.jobs[i].code
		counters, known := cycles[code]
		if !known {
			counters = timing.NewPlan(&t.config, code).Run(t.memory, timing.Bases{}, nil, nil).Counters
			cycles[code] = counters
		}
		report.Counters.Add(&counters)
	}
	return &timedPlan{plan, report}, nil
}

// moved returns what a job's launch amounts to besides what the device counts.
func (j *job) moved(p *placement) Report {
	r := Report{Launches: 1, Segments: len(j.code.Segments)}
	for base, size := range j.sizes {
		switch {
		case size == 0 || base == baseOutput:
		case p.there[base]:
			r.BytesKept += int64(size)
		default:
			r.BytesToDevice += int64(size)
			r.Transfers++
		}
	}
	r.BytesToDevice += int64(r.Segments) * isa.DescriptorBytes
	r.BytesFromDevice += int64(j.sizes[baseOutput])
	r.Transfers += 2 // descriptors, result
	return r
}
