// SPDX-License-Identifier: Apache-2.0

package report

import "fmt"

// Power is how a power meter watched a run.
type Power struct {
	Meter      string   `json:"meter"`
	Kind       string   `json:"kind"`    // measured or emulated
	Steps      int64    `json:"steps"`   // iterations that it watched
	Samples    int      `json:"samples"` // updates of the sensor in them
	Seconds    float64  `json:"seconds"` // of training on the meter's clock
	Gaps       float64  `json:"gap_seconds"`
	Interval   *float64 `json:"update_interval_s"` // of the sensor, measured
	IdleBefore *float64 `json:"idle_before_w"`
	IdleAfter  *float64 `json:"idle_after_w"`
}

// observedText is the line of the table.
func (s *Summary) observedText() string {
	e, p := s.Measured, s.Power
	if e == nil {
		e = s.Emulated
	}
	if e == nil || e.Total == nil {
		return fmt.Sprintf("unknown (%s): %d samples in %s, gaps %s", p.Kind, p.Samples, Quantity(p.Seconds, "s"), Quantity(p.Gaps, "s"))
	}
	return fmt.Sprintf("%s (%s), above idle %s: %d samples in %s, gaps %s", joules(e.Total), p.Kind, joules(e.IdleSubtracted), p.Samples, Quantity(p.Seconds, "s"), Quantity(p.Gaps, "s"))
}
