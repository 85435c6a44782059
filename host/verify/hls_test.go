// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"reflect"
	"testing"

	"github.com/e2train/e2train/driver/drivertest"
)

// TestHLSEqualsReference compares the kernels for Vitis HLS with plain loops, in the strata that the simulator is compared in.
func TestHLSEqualsReference(t *testing.T) {
	drivertest.Need(t, "hls:ultra96", "convolutions on the kernels for Vitis HLS")
	reports := map[string]*Report{}
	for _, device := range []string{"hls:ultra96", "sim:ultra96"} {
		r := run(t, Options{Device: device, Against: Reference, Count: 200, Seed: 3})
		if r.Failed() || r.Compared != 200 {
			t.Errorf("%s: %d differences in %d cases, the first %+v", device, r.Differences, r.Compared, r.FirstDifference)
		}
		reports[device] = r
	}
	if a, b := reports["hls:ultra96"].Coverage, reports["sim:ultra96"].Coverage; !reflect.DeepEqual(a, b) {
		t.Errorf("other strata than the simulator:\n%v\n%v", a, b)
	}
}
