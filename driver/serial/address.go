// SPDX-License-Identifier: Apache-2.0

package serial

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/driver/serial/frame"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "serial",
		Usage:   "serial:/dev/ttyUSBN?base=ADDRESS[&limit=BYTES][&baud=RATE][&port=hp|hpc|card][&config=NAME][&clock=HZ][&timeout=SECONDS][&patience=SECONDS]",
		Summary: "a board behind a serial line",
		Open:    open,
		List:    func() []string { return nil }, // nobody can see what is behind a serial port
	})
}

const (
	defaultBaud  = 921600
	defaultLimit = 16 << 20
	// margin is how long an answer may take besides the time of its bytes: USB adapters hold bytes back for up to 16 ms, and the
	// system may be busy.
	margin = time.Second
)

// options are what an address says.
type options struct {
	node     string
	baud     int
	base     uint64
	limit    int64
	port     string
	clock    int
	patience time.Duration
}

func parse(a driver.Address) (o options, err error) {
	if err := a.Only("base", "limit", "baud", "port", "config", "clock", "timeout", "patience"); err != nil {
		return o, err
	}
	o = options{node: a.Target, limit: defaultLimit, port: "hp"}
	if !strings.HasPrefix(o.node, "/dev/") {
		return o, configaddr.Bad(a, fmt.Errorf("%q is no path such as /dev/ttyUSB0", o.node))
	}
	if !a.Options.Has("base") {
		return o, configaddr.Bad(a, fmt.Errorf("base=ADDRESS is missing: where the board's memory begins"))
	}
	if a.Options.Has("port") {
		o.port = a.Options.Get("port")
	}
	if !slices.Contains([]string{"hp", "hpc", "card"}, o.port) {
		return o, configaddr.Bad(a, fmt.Errorf("port=%s: it can be hp, hpc or card", o.port))
	}
	if a.Options.Has("limit") {
		if o.limit, err = configaddr.ParseBytes(a.Options.Get("limit")); err != nil {
			return o, configaddr.Bad(a, fmt.Errorf("limit: %w", err))
		}
	}
	if err := o.numbers(a); err != nil {
		return o, err
	}
	if o.base%driver.MemoryAlign != 0 || o.limit%driver.MemoryAlign != 0 {
		return o, configaddr.Bad(a, fmt.Errorf("base %#x and limit %d must be multiples of %d", o.base, o.limit, driver.MemoryAlign))
	}
	return o, nil
}

// numbers reads the options that are plain numbers.
func (o *options) numbers(a driver.Address) (err error) {
	if o.base, err = board.Number(a, "base", 0); err != nil {
		return err
	}
	for _, n := range []struct {
		name      string
		otherwise uint64
		most      uint64
		take      func(uint64)
	}{
		{"baud", defaultBaud, 4_000_000, func(v uint64) { o.baud = int(v) }},
		{"clock", 0, math.MaxInt32, func(v uint64) { o.clock = int(v) }},
		{"patience", 0, 3600, func(v uint64) { o.patience = time.Duration(v) * time.Second }},
	} {
		v, err := board.Number(a, n.name, n.otherwise)
		if err != nil {
			return err
		}
		if v > n.most || (v == 0 && a.Options.Has(n.name)) {
			return configaddr.Bad(a, fmt.Errorf("%s=%d: it can be 1 to %d", n.name, v, n.most))
		}
		n.take(v)
	}
	if o.patience == 0 {
		o.patience = margin + windowTime(o.baud)
	}
	return nil
}

// windowTime returns how long a window of the longest frames takes in both directions, every byte escaped.
func windowTime(baud int) time.Duration {
	const bits = frame.Window * 2 * frame.MaxData * 2 * 10
	return time.Duration(bits) * time.Second / time.Duration(baud)
}
