// SPDX-License-Identifier: Apache-2.0

package report

import "fmt"

// PSG is what predictive sign gradients did in a run. Rates are null where nothing was counted.
type PSG struct {
	Decided      *float64   `json:"decided"`
	SkippedTiles *float64   `json:"skipped_tiles"`
	WrongSigns   *float64   `json:"wrong_sign_rate"`
	Checked      int64      `json:"checked_iterations"`
	Layers       []PSGLayer `json:"layers"`
}

// PSGLayer is the same of one layer.
type PSGLayer struct {
	Layer        string   `json:"layer"`
	Decided      *float64 `json:"decided"`
	SkippedTiles *float64 `json:"skipped_tiles"`
	WrongSigns   *float64 `json:"wrong_sign_rate"`
}

// text returns the figures in words, for a line.
func (p *PSG) text() string {
	return fmt.Sprintf("%s of weights decided by the predictor, %s of tiles skipped, wrong signs %s (iterations checked: %d)",
		percent(p.Decided), percent(p.SkippedTiles), percent(p.WrongSigns), p.Checked)
}
