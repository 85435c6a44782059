// SPDX-License-Identifier: Apache-2.0

package simdev

import (
	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/configaddr"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "sim",
		Usage:   "sim:CONFIG[?memory=ideal][&limit=BYTES]",
		Summary: "Go simulator: bits, cycles and counters by the rules of rtl/isa",
		Open:    open,
		List:    func() []string { return configaddr.List("sim") },
	})
}
