// SPDX-License-Identifier: Apache-2.0

package report

import "fmt"

// Skipping is how much of the blocks that can be skipped was, in the training steps of a run. Shares are null where nothing was
// executed.
type Skipping struct {
	Skipped       *float64        `json:"skipped"`      // of blocks, counted for each image
	SkippedMACs   *float64        `json:"skipped_macs"` // of their multiply-accumulates
	LastEpoch     *float64        `json:"skipped_last_epoch"`
	LastEpochMACs *float64        `json:"skipped_macs_last_epoch"`
	Blocks        []SkippingBlock `json:"blocks"`
}

// SkippingBlock is the share of images that a block computed.
type SkippingBlock struct {
	Block     string   `json:"block"`
	Computed  *float64 `json:"computed"`
	LastEpoch *float64 `json:"computed_last_epoch"`
}

// text returns the figures in words, for a line.
func (s *Skipping) text() string {
	return fmt.Sprintf("%s of blocks, %s of their MACs; in the last epoch %s and %s",
		percent(s.Skipped), percent(s.SkippedMACs), percent(s.LastEpoch), percent(s.LastEpochMACs))
}
