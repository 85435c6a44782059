// SPDX-License-Identifier: Apache-2.0

package energy_test

import (
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// One millisecond of a busy array, the host operations around it and the bytes that crossed the link.
func ExampleProfile_Estimate() {
	profile, err := energy.ForConfig("ultra96")
	if err != nil {
		fmt.Println(err)
		return
	}
	activity := energy.Activity{
		HostOps:       map[string]int64{energy.HostQuantize8: 100_000},
		BytesToDevice: 100_000, Transfers: 1,
	}
	activity.Counters[isa.Cycles] = 200_000
	activity.Counters[isa.TensorBusy] = 190_000
	activity.Counters[isa.IssueForward] = 180_000

	e, err := profile.Estimate(energy.Geometry{Lanes: 16, ClockHz: 200e6}, &activity)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f mJ (%.2f to %.2f) in %.2f ms, %.2f mJ above idle\n",
		*e.Total*1e3, *e.Low*1e3, *e.High*1e3, *e.Seconds.Total*1e3, *e.IdleSubtracted*1e3)
	// Output:
	// 6.89 mJ (5.79 to 9.55) in 1.29 ms, 1.15 mJ above idle
}
