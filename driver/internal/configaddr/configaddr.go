// SPDX-License-Identifier: Apache-2.0

// Package configaddr parses device addresses that name a configuration, SCHEME:CONFIG[?memory=ideal][&limit=BYTES].
package configaddr

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/hostmem"
	"github.com/e2train/e2train/rtl/isa"
)

// Options are what an address says.
type Options struct {
	Config *isa.Config
	Memory isa.BenchMemory
	Limit  int64 // bytes of device memory
}

// Parse reads an address whose scheme has the named options beside memory and limit. The error wraps driver.ErrAddress.
func Parse(a driver.Address, more ...string) (Options, error) {
	c, err := isa.ConfigByName(a.Target)
	if err != nil {
		return Options{}, Bad(a, err)
	}
	return ParseFor(a, c, more...)
}

// ParseFor is Parse with the configuration that the address names.
func ParseFor(a driver.Address, c *isa.Config, more ...string) (o Options, err error) {
	if err := a.Only(append([]string{"memory", "limit"}, more...)...); err != nil {
		return Options{}, err
	}
	o = Options{Config: c, Memory: c.Memory, Limit: hostmem.DefaultLimit}
	switch memory := a.Options.Get("memory"); memory {
	case "":
	case "ideal":
		o.Memory = isa.IdealMemory
	default:
		return Options{}, Bad(a, fmt.Errorf("memory=%s: the only other memory is ideal", memory))
	}
	if a.Options.Has("limit") {
		if o.Limit, err = ParseBytes(a.Options.Get("limit")); err != nil {
			return Options{}, Bad(a, fmt.Errorf("limit: %w", err))
		}
	}
	return o, nil
}

// Bad returns an error about an address that wraps err and driver.ErrAddress.
func Bad(a driver.Address, err error) error {
	return fmt.Errorf("device %q: %w: %w", a.Text, err, driver.ErrAddress)
}

// List returns the addresses of all configurations.
func List(scheme string) (addresses []string) {
	for _, c := range isa.Configs() {
		addresses = append(addresses, scheme+":"+c.Name)
	}
	return addresses
}

var units = []struct {
	suffix string
	bytes  int64
}{{"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}, {"", 1}}

// ParseBytes reads a positive number of bytes such as 4194304 or 4MB.
func ParseBytes(text string) (int64, error) {
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
