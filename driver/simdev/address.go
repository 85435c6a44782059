// SPDX-License-Identifier: Apache-2.0

package simdev

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/rtl/isa"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "sim",
		Usage:   "sim:CONFIG[?memory=ideal][&limit=BYTES]",
		Summary: "Go simulator: bits, cycles and counters by the rules of rtl/isa",
		Open:    open,
		List:    list,
	})
}

// list returns the addresses of all configurations.
func list() (addresses []string) {
	for _, c := range isa.Configs() {
		addresses = append(addresses, "sim:"+c.Name)
	}
	return addresses
}

// options are what an address says besides the configuration.
type options struct {
	memory isa.BenchMemory
	limit  int64
}

func parse(a driver.Address) (*isa.Config, options, error) {
	fail := func(err error) (*isa.Config, options, error) {
		return nil, options{}, fmt.Errorf("device %q: %w: %w", a.Text, err, driver.ErrAddress)
	}
	c, err := isa.ConfigByName(a.Target)
	if err != nil {
		return fail(err)
	}
	if err := a.Only("memory", "limit"); err != nil {
		return nil, options{}, err
	}
	o := options{memory: c.Memory, limit: hostmem.DefaultLimit}
	switch memory := a.Options.Get("memory"); memory {
	case "":
	case "ideal":
		o.memory = isa.IdealMemory
	default:
		return fail(fmt.Errorf("memory=%s: the only other memory is ideal", memory))
	}
	if a.Options.Has("limit") {
		if o.limit, err = parseBytes(a.Options.Get("limit")); err != nil {
			return fail(fmt.Errorf("limit: %w", err))
		}
	}
	return c, o, nil
}

var units = []struct {
	suffix string
	bytes  int64
}{{"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}, {"", 1}}

// parseBytes reads a positive number of bytes such as 4194304 or 4MB.
func parseBytes(text string) (int64, error) {
	for _, u := range units {
		digits, found := strings.CutSuffix(text, u.suffix)
		if !found {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || n < 1 || n > math.MaxInt64/u.bytes {
			break
		}
		return n * u.bytes, nil
	}
	return 0, fmt.Errorf("%q is not a number of bytes such as 4194304, 4096KB or 4MB", text)
}
