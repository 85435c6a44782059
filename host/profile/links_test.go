// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// The prediction is a sum that can be done by hand.
func TestLinksPrediction(t *testing.T) {
	var r conv.Report
	r.BytesToDevice, r.BytesFromDevice, r.Transfers, r.Launches = 5_000_000, 500_000, 10, 2
	r.Counters[isa.Cycles] = 1_000_000
	l := newLinks([]collected{{report: r}}, 100e6)
	// 10 ms of cycles, 1 ms at 5.5 GB/s, 10 transfers of 30 us, and 2 launches of 12 accesses and two for each counter, 1 us each.
	want := 10e-3 + 1e-3 + 10*30e-6 + 2*(12+2*float64(isa.NumCounters))*1e-6
	if got := l.Predicted[0].Seconds; math.Abs(got-want) > 1e-12 {
		t.Errorf("%v seconds, want %v", got, want)
	}
	if l.BytesPerLaunch != 2_750_000 {
		t.Errorf("%v bytes per launch", l.BytesPerLaunch)
	}
	var text bytes.Buffer
	l.write(&text)
	for _, part := range []string{"not measured", "4882 KB", "PCIe 3.0 x8", "11.4"} {
		if !strings.Contains(text.String(), part) {
			t.Errorf("%q is not in\n%s", part, text.String())
		}
	}
}
