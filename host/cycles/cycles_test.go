// SPDX-License-Identifier: Apache-2.0

package cycles

import (
	"context"
	"strings"
	"testing"

	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/driver/conv"
)

// The closed forms against figures that the simulators themselves gave for one image (weight-stationary, output-stationary)
// and, for backward-weights, a batch of 8 (output-stationary).
func TestClosedForms(t *testing.T) {
	want := map[string]struct{ ws, os, weights int }{
		"stem": {2139, 3647, 0}, "s1": {9629, 11135, 73997}, "t12": {5435, 5567, 37403}, "s2": {10871, 10175, 74807},
		"t23": {7919, 5087, 39023}, "s3": {15839, 9695, 78047},
	}
	for _, layer := range Layers {
		s := layer.Shape
		s.Batch = 1
		forward := product(s, conv.Forward)
		if w := want[layer.Name]; forward.scaleSimWS() != w.ws || forward.scaleSimOS() != w.os {
			t.Errorf("%s forward: %d and %d, want %d and %d", layer.Name, forward.scaleSimWS(), forward.scaleSimOS(), w.ws, w.os)
		}
		s.Batch = 8
		if w := want[layer.Name].weights; w != 0 && product(s, conv.BackwardWeights).scaleSimOS() != w {
			t.Errorf("%s backward_weights: %d, want %d", layer.Name, product(s, conv.BackwardWeights).scaleSimOS(), w)
		}
	}
}

func TestBackwardDataInsertsZeros(t *testing.T) {
	s := square(16, 32, 32, 2)
	s.Batch = 1
	m := product(s, conv.BackwardData)
	if best := min(m.scaleSimWS(), m.scaleSimOS()); best != 19259 {
		t.Errorf("t12 backward_data takes %d, want 19259", best)
	}
}

// What the accelerator is designed to reach, with its memory, at batch 8.
func TestUtilization(t *testing.T) {
	report, err := Run(context.Background(), "sim:ultra96", 8)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Rows) != 3*(len(Layers)+len(depthwise)) {
		t.Fatalf("%d rows", len(report.Rows))
	}
	for _, row := range report.Rows {
		busy := 0.99
		if strings.HasPrefix(row.Layer, "dw") {
			busy /= side // the diagonal
		}
		if row.Layer == "stem" {
			busy = 0.83
			if row.Pass == conv.BackwardData.String() {
				continue // a first layer has no input gradient
			}
		}
		if row.BusyShare < busy {
			t.Errorf("%s %s: the array does useful work in %.3f of its busy cycles, want %.2f", row.Layer, row.Pass, row.BusyShare, busy)
		}
		if strings.HasPrefix(row.Layer, "s") && row.Layer != "stem" && row.Utilization < 0.95 {
			t.Errorf("%s %s: utilization %.3f, want 0.95", row.Layer, row.Pass, row.Utilization)
		}
	}
}

// The predictor computes two products a multiplier: about half of a plain pass, two thirds where there is one block of channels
// to pair taps of. The exact method adds it to a masked pass of a plain one's length.
func TestSignShares(t *testing.T) {
	report, err := Run(context.Background(), "sim:ultra96", 8)
	if err != nil {
		t.Fatal(err)
	}
	limits := map[string]float64{"s1": 0.70, "t12": 0.70, "s2": 0.55, "t23": 0.55, "s3": 0.55}
	for _, s := range report.Signs {
		limit, listed := limits[s.Layer]
		if !listed {
			continue
		}
		delete(limits, s.Layer)
		if s.PredictShare > limit || s.CompleteShare > 1.7 {
			t.Errorf("%s: predictor %.3f of plain, limit %.2f; both %.3f, limit 1.7", s.Layer, s.PredictShare, limit, s.CompleteShare)
		}
		if s.Masked < s.Plain {
			t.Errorf("%s: %d masked cycles are fewer than %d plain ones, with nothing skipped", s.Layer, s.Masked, s.Plain)
		}
	}
	if len(limits) > 0 {
		t.Errorf("layers not timed: %v", limits)
	}
}
