// SPDX-License-Identifier: Apache-2.0

package recipe

// SWA says how weights are averaged over the last part of a run: stochastic weight averaging (Izmailov et al., UAI 2018). The zero
// value is none; without On, every value is zero.
type SWA struct {
	On            bool    `json:"on"`
	Start         float64 `json:"start"`          // fraction of the run after which snapshots are taken
	Rate          float64 `json:"lr"`             // that the schedule swa falls to
	Every         int     `json:"every"`          // iterations between snapshots; 0: an epoch
	RefreshImages int     `json:"refresh_images"` // training images that batch-norm statistics are computed from again; 0: all
}

// DefaultSWA returns what the authors of E2-Train use with their signs: from epoch 161 of 200 on, at a rate of 0.01, an epoch between
// snapshots, and all training images.
func DefaultSWA() SWA { return SWA{On: true, Start: 0.8, Rate: 0.01} }

// swaSchedule is the schedule that needs SWA, and that runs with it have unless told otherwise.
const swaSchedule = "swa"

// SWASchedule returns its name.
func SWASchedule() string { return swaSchedule }

// validate reports the first value that no run can have, as an *Error.
func (s *SWA) validate(lr float64) error {
	if !s.On {
		if *s != (SWA{}) {
			return &Error{"swa", "false", "true where the other values for it are given"}
		}
		return nil
	}
	return firstOf(
		number("swa-start", s.Start, s.Start > 0 && s.Start < 1, "a fraction of the run between 0 and 1"),
		number("swa-lr", s.Rate, s.Rate > 0 && float32(s.Rate) > 0 && s.Rate <= lr, "a positive number up to --lr"),
		whole("swa-every", s.Every, 0, maxSteps),
		whole("swa-refresh-images", s.RefreshImages, 0, maxSteps),
	)
}

// Snapshot reports whether the weights are averaged where the fraction f of a run lies behind and so many iterations ahead: every so
// many, counted back from the last.
func (s *SWA) Snapshot(f float64, left int64, batchesPerEpoch int) bool {
	if !s.On || f < s.Start {
		return false
	}
	every := int64(s.Every)
	if every == 0 {
		every = int64(batchesPerEpoch)
	}
	return left%every == 0
}

// factor is that of the schedule swa: 1 in the first half of the time before the start, falling in a line to the constant rate at
// 9/10 of it.
func (s *SWA) factor(f, lr float64) float64 {
	last := s.Rate / lr
	switch t := f / s.Start; {
	case t <= 0.5:
		return 1
	case t < 0.9:
		return 1 - float64((1-last)*((t-0.5)/0.4))
	}
	return last
}
