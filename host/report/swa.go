// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"

	"github.com/e2train/e2train/sim/energy"
)

// SWA is what averaging the weights of a run was.
type SWA struct {
	Snapshots int64         `json:"snapshots"`
	Images    int64         `json:"images"` // that batch-norm statistics were computed from again
	Cycles    *uint64       `json:"cycles"`
	MACs      int64         `json:"macs"`
	Energy    energy.Joules `json:"energy_modeled_j"`
	Seconds   float64       `json:"seconds"`
}

// text returns the figures in words, for a line.
func (s *SWA) text() string {
	return fmt.Sprintf("weights are the mean of %d snapshots, their statistics of %d images, not included: %s", s.Snapshots, s.Images, joules(s.Energy.Total))
}
