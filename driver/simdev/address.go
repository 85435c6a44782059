// SPDX-License-Identifier: Apache-2.0

package simdev

import (
	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/sim/baseline"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "sim",
		Usage:   "sim:CONFIG[?memory=ideal][&limit=BYTES]",
		Summary: "Go simulator: bits, cycles and counters by the rules of rtl/isa; ultra96-fp32[?lanes=44|64|102] is its float32 baseline",
		Open:    open,
		List:    func() []string { return append(configaddr.List("sim"), "sim:"+baseline.Name) },
	})
}
