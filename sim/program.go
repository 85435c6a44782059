// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/exec"
	"github.com/e2train/e2train/sim/timing"
)

// program is all that a machine derives from an isa.Program. It does not keep the program itself alive.
type program struct {
	code    *exec.Code
	plan    *timing.Plan
	extents [isa.NumBases]exec.Extent
	times   map[timing.Bases]timing.Result
	bytes   int64 // see programs
}

// maxTimes bounds how many results are remembered for one program. Base addresses are multiples of isa.RegionAlign, so there
// are few different ones modulo a burst.
const maxTimes = 64

func newProgram(c *isa.Config, code *isa.Program) (*program, error) {
	if err := validate(c, code); err != nil {
		return nil, err
	}
	compiled, err := exec.Compile(c, code)
	if err != nil {
		return nil, err
	}
	return &program{
		code: compiled, plan: timing.NewPlan(c, code), extents: exec.Extents(c, code), times: map[timing.Bases]timing.Result{},
	}, nil
}

// check reports addresses and parameters of a launch that the program cannot run with.
func (p *program) check(l *Launch) error {
	var rooms [isa.NumBases]Room
	for b := range l.Bases {
		rooms[b] = Room{l.Bases[b].Address, int64(len(l.Bases[b].Bytes))}
	}
	return checkLaunch(&p.extents, l.Params, &rooms)
}

// time returns counters and times of a launch.
func (p *program) time(memory isa.BenchMemory, l *Launch, masks timing.Masks) timing.Result {
	var bases timing.Bases
	for b := range l.Bases {
		bases[b] = l.Bases[b].Address
	}
	if p.plan.Masked() || l.Observe != nil {
		return p.plan.Run(memory, bases, masks, l.Observe)
	}
	key := p.plan.Key(bases)
	result, known := p.times[key]
	if !known {
		if len(p.times) >= maxTimes {
			clear(p.times)
		}
		result = p.plan.Run(memory, bases, nil, nil)
		p.times[key] = result
	}
	return result
}
