// SPDX-License-Identifier: Apache-2.0

package checkpoint

import "encoding/json"

// Checkpoint is the state of a run between two iterations.
type Checkpoint struct {
	Header  Header
	Tensors []Tensor
}

// Header is what is known about a run besides its tensors.
type Header struct {
	Config string           `json:"config_sha256"` // identifies the run that this state belongs to
	Step   int64            `json:"step"`          // loop iterations done: the position in data, schedule and dropping
	Logs   map[string]int64 `json:"logs"`          // length in bytes of each log after that step
	Totals json.RawMessage  `json:"totals"`        // sums over the run so far, in the form of whoever trains
}

// Tensor is a named list of values.
type Tensor struct {
	Name string
	Data []float32
}

// The fixed parts of the format.
const (
	magic       = "E2TRCKPT"
	version     = 1
	lengthAt    = len(magic) + 4
	headerAt    = lengthAt + 8
	prefixBytes = headerAt + 4
	sumBytes    = 32
	minBytes    = prefixBytes + 4 + sumBytes
)
