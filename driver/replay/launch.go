// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"context"
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// Launch is a launch on devices of one configuration.
type Launch struct {
	Config   isa.Config
	Code     *isa.Program
	Params   isa.Params
	Memories [][]byte // contents before the launch, each an allocation
	Bases    [isa.NumBases]Base
}

// Base is where a base register points to.
type Base struct {
	Memory int // index into Memories, NoMemory for none
	Offset int64
}

// NoMemory is that of base registers that the program does not use.
const NoMemory = -1

// Outcome is what a launch did.
type Outcome struct {
	Memories [][]byte // contents after the launch
	Activity driver.Activity
	Stall    *Stall // nil unless the program deadlocked
}

// Stall is the place of a deadlock, see driver.DeadlockError.
type Stall struct {
	Segment int        `json:"segment"`
	Engine  isa.Engine `json:"engine"`
	Index   int        `json:"index"`
	Cycle   int64      `json:"cycle"`
}

// NewOutcome returns what a launch on memories that now hold these contents did, as Device.Launch has told. Errors other than
// deadlocks are returned.
func NewOutcome(memories [][]byte, a driver.Activity, err error) (*Outcome, error) {
	var stall *driver.DeadlockError
	switch {
	case errors.As(err, &stall):
		place := &Stall{stall.Segment, stall.Engine, stall.Index, stall.Cycle}
		return &Outcome{memories, stall.Activity, place}, nil
	case err != nil:
		return nil, err
	}
	return &Outcome{Memories: memories, Activity: a}, nil
}

// Run runs the launch on a device, in memory of its own. A deadlock is an outcome; other errors of the launch are
// returned.
func (l *Launch) Run(ctx context.Context, d driver.Device) (*Outcome, error) {
	held := make([]driver.Memory, 0, len(l.Memories))
	defer func() {
		for _, m := range held {
			m.Free()
		}
	}()
	for i, content := range l.Memories {
		m, err := d.Alloc(len(content))
		if err != nil {
			return nil, fmt.Errorf("memory %d of a launch: %w", i, err)
		}
		held = append(held, m)
		if _, err := m.WriteAt(content, 0); err != nil {
			return nil, fmt.Errorf("memory %d of a launch: %w", i, err)
		}
	}
	p := driver.Program{Code: l.Code, Params: l.Params}
	for b, base := range l.Bases {
		if base.Memory != NoMemory {
			p.Bases[b] = driver.Region{Memory: held[base.Memory], Offset: base.Offset}
		}
	}
	activity, launched := d.Launch(ctx, p)
	after := make([][]byte, len(held))
	for i, m := range held {
		after[i] = make([]byte, m.Size())
		if _, err := m.ReadAt(after[i], 0); err != nil {
			return nil, fmt.Errorf("memory %d after a launch: %w", i, errors.Join(launched, err))
		}
	}
	return NewOutcome(after, activity, launched)
}
