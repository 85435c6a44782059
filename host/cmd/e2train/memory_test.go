// SPDX-License-Identifier: Apache-2.0

package main

import (
	"path/filepath"
	"testing"

	"github.com/e2train/e2train/host/report"
)

// With 4 MB of device memory the planner cuts layers of 28x28 images into more launches, and less stays on the device between the passes: more
// bytes are moved, and no weight changes.
func TestTrainWithMegabytes(t *testing.T) {
	steps := func(device string) *report.Summary {
		out := filepath.Join(t.TempDir(), "run")
		e2train(t, "train", "--model", "resnet8", "--data", "fashion-sample", "--device", device, "--batch", "64", "--iterations", "2",
			"--eval-every", "0", "--quiet", "--out", out).want(t, exitDone)
		return readSummary(t, out)
	}
	roomy, tight := steps("sim:ultra96"), steps("sim:ultra96?limit=4MB")
	if tight.WeightsSHA256 != roomy.WeightsSHA256 {
		t.Errorf("weights %s with 4 MB, %s with more", tight.WeightsSHA256, roomy.WeightsSHA256)
	}
	if *tight.Cycles == *roomy.Cycles || *tight.BytesToDevice <= *roomy.BytesToDevice {
		t.Errorf("%d cycles and %d bytes to the device, with more memory %d and %d: nothing was cut", *tight.Cycles, *tight.BytesToDevice, *roomy.Cycles,
			*roomy.BytesToDevice)
	}
	if *tight.BytesKept == 0 || *tight.BytesKept >= *roomy.BytesKept {
		t.Errorf("%d bytes were kept on the device, with more memory %d", *tight.BytesKept, *roomy.BytesKept)
	}
	t.Logf("4 MB: %d bytes moved to the device, %d kept there; without a limit %d and %d", *tight.BytesToDevice, *tight.BytesKept, *roomy.BytesToDevice,
		*roomy.BytesKept)
}
