// SPDX-License-Identifier: Apache-2.0

package recipe

// Inherited is what a run that starts from another one got from there.
type Inherited struct {
	Step   int64    `json:"step"` // iterations that the weights were trained for
	Data   string   `json:"data"`
	Device string   `json:"device"`
	SHA256 string   `json:"sha256"`           // of weights and statistics
	Energy *float64 `json:"energy_modeled_j"` // of everything that led to them; nil if unknown
}
