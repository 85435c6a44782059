// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/e2train/e2train/sim/energy"
)

// Evaluated is the outcome of evaluating the network of a run once more. Fields are named as in [Summary].
type Evaluated struct {
	Schema        int           `json:"schema"`
	Run           string        `json:"run"`
	Step          int64         `json:"step"` // iterations that the weights were trained for
	Model         string        `json:"model"`
	Data          string        `json:"data"`
	Device        string        `json:"device"`
	Accuracy      float64       `json:"test_accuracy"`
	Loss          float64       `json:"test_loss"`
	Images        int           `json:"images"`
	Correct       int           `json:"correct"`
	Skipped       *float64      `json:"skipped,omitempty"` // share of the blocks that can be skipped
	Seconds       float64       `json:"seconds"`
	Cycles        *uint64       `json:"cycles"`
	MACs          int64         `json:"macs"`
	Utilization   *float64      `json:"utilization"`
	DeviceSeconds *float64      `json:"device_seconds"`
	Energy        energy.Joules `json:"energy_modeled_j"`
	WeightsSHA256 string        `json:"weights_sha256"`
	Kernels       string        `json:"kernels"`
	Version       string        `json:"version"`
}

// WriteText prints the outcome as a short table.
func (e *Evaluated) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "  test accuracy\t%.2f %%, %d of %d images of %s\n", 100*e.Accuracy, e.Correct, e.Images, e.Data)
	fmt.Fprintf(t, "  test loss\t%.4f\n", e.Loss)
	if e.Skipped != nil {
		fmt.Fprintf(t, "  skipped\t%s of blocks\n", percent(e.Skipped))
	}
	fmt.Fprintf(t, "  weights\t%s after %d iterations\n", e.Model, e.Step)
	fmt.Fprintf(t, "  wall time\t%s\n", Duration(e.Seconds))
	if e.Cycles != nil {
		fmt.Fprintf(t, "  cycles\t%d, %s on %s\n", *e.Cycles, Quantity(*e.DeviceSeconds, "s"), e.Device)
	}
	fmt.Fprintf(t, "  energy (modeled, not measured)\t%s\n", joulesOf(&e.Energy))
	return t.Flush()
}
