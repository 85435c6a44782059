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
// so its reports are those of a Convolver on a simulator. It belongs to one goroutine.
type Timer struct {
	config isa.Config
	memory isa.BenchMemory
	limit  int64
	known  map[planKey]Report
}

// NewTimer returns a Timer for a device's configuration and memories: the bench memory of its configuration, if it has no other.
func NewTimer(info driver.Info) *Timer {
	t := &Timer{config: info.Config, memory: info.Bench, limit: info.Memory, known: map[planKey]Report{}}
	if t.memory == (isa.BenchMemory{}) {
		t.memory = info.Config.Memory
	}
	return t
}

// Time returns the report of a pass of a plain convolution. signed says whether activations are; backward-data does not ask.
// The error wraps ErrShape or driver.ErrMemory.
func (t *Timer) Time(s Shape, pass Pass, signed bool) (Report, error) {
	if pass > BackwardWeights {
		return Report{}, fmt.Errorf("time %v: it depends on the operands: %w", pass, ErrShape)
	}
	if err := s.Validate(); err != nil {
		return Report{}, fmt.Errorf("time %v: %w", pass, err)
	}
	key := planKey{shape: s, pass: pass, signed: signed && pass != BackwardData}
	if r, known := t.known[key]; known {
		return r, nil
	}
	r, err := t.time(key)
	if err == nil {
		t.known[key] = r
	}
	return r, err
}

func (t *Timer) time(key planKey) (Report, error) {
	report := Report{MACs: key.shape.MACs()}
	if f, worth := fold(key.shape, t.config.Lanes); worth && key.pass != BackwardData {
		key.shape = f.to
		report.Folded = int64(f.to.InputLen())
	}
	plan, err := decompose(&t.config, t.limit, key)
	if err != nil {
		return Report{}, err
	}
	cycles := map[*isa.Program]isa.Counters{}
	for i := range plan.jobs {
		j := &plan.jobs[i]
		counters, known := cycles[j.code]
		if !known {
			counters = timing.NewPlan(&t.config, j.code).Run(t.memory, timing.Bases{}, nil, nil).Counters
			cycles[j.code] = counters
		}
		report.Counters.Add(&counters)
		moved := j.moved()
		report.Add(&moved)
	}
	return report, nil
}

// moved returns what a job's launch amounts to besides what the device counts.
func (j *job) moved() Report {
	r := Report{Launches: 1, Segments: len(j.code.Segments)}
	for base, size := range j.sizes {
		if size > 0 && base != baseOutput {
			r.BytesToDevice += int64(size)
			r.Transfers++
		}
	}
	r.BytesToDevice += int64(r.Segments) * isa.DescriptorBytes
	r.BytesFromDevice += int64(j.sizes[baseOutput])
	r.Transfers += 2 // descriptors, result
	return r
}
