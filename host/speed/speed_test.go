// SPDX-License-Identifier: Apache-2.0

package speed

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/host/cycles"
)

func TestReport(t *testing.T) {
	var told int
	r, err := Run(context.Background(), Options{Device: "sim:tiny", Against: "sim:tiny", Batch: 1, Progress: func(done, total int) {
		if told++; done != told || total != 3*len(cycles.Layers) {
			t.Errorf("told %d of %d after %d", done, total, told)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Rows) != told || told == 0 {
		t.Fatalf("%d rows, told of %d", len(r.Rows), told)
	}
	for _, row := range r.Rows {
		a, b := row.Device, row.Against
		if a.Launches == 0 || a.Cycles*uint64(b.Launches) != b.Cycles*uint64(a.Launches) || a.Seconds < leastSeconds {
			t.Errorf("%s, %s: %+v, %+v", row.Layer, row.Pass, a, b)
		}
		if want := a.rate() / b.rate(); row.Ratio != want || math.IsNaN(want) {
			t.Errorf("%s, %s: ratio %v, want %v", row.Layer, row.Pass, row.Ratio, want)
		}
	}
	if r.Ratio != r.DeviceSpeed/r.AgainstSpeed || !(r.DeviceSpeed > 0) {
		t.Errorf("%v, %v, %v", r.Ratio, r.DeviceSpeed, r.AgainstSpeed)
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "backward_weights") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

func TestOtherLaunchesAreNotCompared(t *testing.T) {
	_, err := Run(context.Background(), Options{Device: "sim:tiny", Against: "sim:tiny?memory=ideal", Batch: 1})
	if err == nil || !strings.Contains(err.Error(), "not the same") {
		t.Errorf("got error %v", err)
	}
	if _, err := Run(context.Background(), Options{Device: "sim:tiny", Against: "nowhere", Batch: 1}); err == nil || !strings.Contains(err.Error(), driver.ErrAddress.Error()) {
		t.Errorf("got error %v", err)
	}
}
