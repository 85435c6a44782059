// SPDX-License-Identifier: Apache-2.0

package hls

import (
	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/configaddr"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "hls",
		Usage:   "hls:CONFIG[?limit=BYTES]",
		Summary: "the kernels for Vitis HLS, compiled natively: bits only, no cycles",
		Open:    open,
		List:    list,
	})
}

// list returns the addresses of all configurations if the compiler is there.
func list() []string {
	if _, err := findCompiler(); err != nil {
		return nil
	}
	return configaddr.List("hls")
}

// parse reads an address. There is no memory whose time could be ideal.
func parse(a driver.Address) (configaddr.Options, error) {
	if err := a.Only("limit"); err != nil {
		return configaddr.Options{}, err
	}
	return configaddr.Parse(a)
}
