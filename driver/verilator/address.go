// SPDX-License-Identifier: Apache-2.0

package verilator

import (
	"fmt"
	"strconv"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/driver/verilator/internal/build"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "verilator",
		Usage:   "verilator:CONFIG[?memory=ideal][&latency=random][&seed=N][&array=KIND][&limit=BYTES][&log=FILE][&waveform=FILE]",
		Summary: "the RTL under Verilator: bits, cycles and counters of the hardware",
		Open:    open,
		List:    list,
	})
}

// list returns the addresses of all configurations if the tools are there.
func list() []string {
	if build.Tools() != nil {
		return nil
	}
	return configaddr.List("verilator")
}

// options are what an address says.
type options struct {
	configaddr.Options
	random   bool
	seed     uint64
	array    build.Array
	log      string
	waveform string
}

func parse(a driver.Address) (options, error) {
	common, err := configaddr.Parse(a, "latency", "seed", "array", "log", "waveform")
	o := options{Options: common, seed: 1, log: a.Options.Get("log"), waveform: a.Options.Get("waveform")}
	if err != nil {
		return o, err
	}
	switch latency := a.Options.Get("latency"); {
	case latency == "random":
		o.random = true
	case latency != "":
		return o, configaddr.Bad(a, fmt.Errorf("latency=%s: the only other latency is random", latency))
	}
	if o.random && a.Options.Has("memory") {
		return o, configaddr.Bad(a, fmt.Errorf("memory and latency exclude each other"))
	}
	if a.Options.Has("array") {
		if o.array, err = build.ParseArray(a.Options.Get("array")); err != nil {
			return o, configaddr.Bad(a, err)
		}
	}
	if a.Options.Has("seed") {
		text := a.Options.Get("seed")
		if o.seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			return o, configaddr.Bad(a, fmt.Errorf("seed=%s is not a number from 0 to 2^64-1", text))
		}
	}
	return o, nil
}
