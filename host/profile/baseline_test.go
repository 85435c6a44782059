// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"errors"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/host/recipe"
)

// The baseline's step has the layers, passes and products of the integer one, and more cycles.
func TestProfileBaseline(t *testing.T) {
	o := Options{Model: "resnet8", Device: "sim:ultra96", Batch: 2, Channels: 3, Height: 16, Width: 16, Classes: 10}
	whole, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	o.Device = "sim:ultra96-fp32"
	float, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if float.Kind != string(driver.KindBaseline) || float.Roofline.Peak != 64 || len(float.Rows) != len(whole.Rows) {
		t.Fatalf("kind %s, peak %g, %d rows of %d", float.Kind, float.Roofline.Peak, len(float.Rows), len(whole.Rows))
	}
	if float.Total.MACs != whole.Total.MACs || float.Total.Cycles <= whole.Total.Cycles || float.Total.Utilization > 1 {
		t.Errorf("total %+v, integer %+v", float.Total, whole.Total)
	}
	o.Trace = t.TempDir() + "/trace.json"
	if _, err := Run(t.Context(), o); !errors.Is(err, driver.ErrBaseline) {
		t.Errorf("trace: error %v", err)
	}
	var wrong *recipe.Error
	o.Trace, o.PSG = "", recipe.DefaultPSG()
	if _, err := Run(t.Context(), o); !errors.As(err, &wrong) {
		t.Errorf("psg: error %v", err)
	}
}
