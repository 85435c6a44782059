// SPDX-License-Identifier: Apache-2.0

package report

import (
	"encoding/json"
	"fmt"

	"github.com/e2train/e2train/driver/audit"
	"github.com/e2train/e2train/sim/energy"
)

// Schema is the version of the form of summary.json.
const Schema = 1

// Summary is the outcome of a run, in the form of summary.json; see the package documentation for its fields.
type Summary struct {
	Schema             int              `json:"schema"`
	Model              string           `json:"model"`
	Data               string           `json:"data"`
	Device             string           `json:"device"`
	Seed               uint64           `json:"seed"`
	IterationsExecuted int64            `json:"iterations_executed"`
	IterationsDropped  int64            `json:"iterations_dropped"`
	TestAccuracy       *float64         `json:"test_accuracy"`
	TrainLoss          *float64         `json:"train_loss"`
	Seconds            float64          `json:"seconds"`
	ImagesPerSecond    float64          `json:"images_per_second"`
	Cycles             *uint64          `json:"cycles"`
	MACs               int64            `json:"macs"`
	Utilization        *float64         `json:"utilization"`
	ClockHz            *int             `json:"clock_hz"`
	DeviceSeconds      *float64         `json:"device_seconds"`
	HostSeconds        *float64         `json:"host_seconds_modeled"`
	BytesToDevice      *int64           `json:"bytes_to_device"`
	BytesKept          *int64           `json:"bytes_kept_on_device"` // of operands that were there already, and were not moved again
	BytesFromDevice    *int64           `json:"bytes_from_device"`
	HostOperations     map[string]int64 `json:"host_operations"`
	Energy             energy.Joules    `json:"energy_modeled_j"`
	Measured           *energy.Joules   `json:"energy_measured_j,omitempty"`
	Emulated           *energy.Joules   `json:"energy_emulated_j,omitempty"`
	Power              *Power           `json:"power,omitempty"`
	Evaluation         Evaluation       `json:"evaluation"`
	PSG                *PSG             `json:"psg,omitempty"`
	Inherited          *Inherited       `json:"inherited,omitempty"`
	Plan               *Plan            `json:"plan,omitempty"`
	SWA                *SWA             `json:"swa,omitempty"`
	Skipping           *Skipping        `json:"skipping,omitempty"`
	Audit              *audit.Coverage  `json:"audit,omitempty"`
	WeightsSHA256      string           `json:"weights_sha256"`
	Kernels            string           `json:"kernels"`
	Version            string           `json:"version"`
}

// Evaluation is what passes over the test set found and what they were.
type Evaluation struct {
	Accuracy *float64      `json:"accuracy"`
	Loss     *float64      `json:"loss"`
	Images   int64         `json:"images"`
	Cycles   *uint64       `json:"cycles"`
	MACs     int64         `json:"macs"`
	Energy   energy.Joules `json:"energy_modeled_j"`
	Seconds  float64       `json:"seconds"`
}

// JSON returns v as indented JSON with a final newline, the form of summary.json and of machine-readable output.
func JSON(v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode result: %w", err)
	}
	return append(text, '\n'), nil
}
