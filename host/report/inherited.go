// SPDX-License-Identifier: Apache-2.0

package report

import "fmt"

// Inherited is what a run started from.
type Inherited struct {
	Run    string   `json:"run"`
	Step   int64    `json:"step"`
	Data   string   `json:"data"`
	Device string   `json:"device"`
	Energy *float64 `json:"energy_modeled_j"`
}

// text returns the figures in words, for a line.
func (i *Inherited) text() string {
	return fmt.Sprintf("%s, step %d on %s; what led to it, not included: %s", i.Run, i.Step, i.Data, joules(i.Energy))
}
