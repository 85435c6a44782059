// SPDX-License-Identifier: Apache-2.0

package speed

import (
	"context"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// stopwatch times the launches of a device.
type stopwatch struct {
	driver.Device
	lap Lap
}

// Lap is what some launches took.
type Lap struct {
	Launches int64        `json:"launches"`
	Cycles   uint64       `json:"cycles"`
	Seconds  float64      `json:"seconds"`
	counters isa.Counters // to compare
}

// Launch implements driver.Device.
func (s *stopwatch) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	start := time.Now()
	a, err := s.Device.Launch(ctx, p)
	s.lap.Seconds += time.Since(start).Seconds()
	s.lap.Launches++
	s.lap.Cycles += a.Counters[isa.Cycles]
	s.lap.counters.Add(&a.Counters)
	return a, err
}

// take returns the launches since the last call.
func (s *stopwatch) take() Lap {
	lap := s.lap
	s.lap = Lap{}
	return lap
}

// rate returns cycles per second.
func (l *Lap) rate() float64 { return float64(l.Cycles) / l.Seconds }

// add adds the launches of another lap.
func (l *Lap) add(o *Lap) {
	l.Launches += o.Launches
	l.Cycles += o.Cycles
	l.Seconds += o.Seconds
}
