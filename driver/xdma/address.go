// SPDX-License-Identifier: Apache-2.0

package xdma

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/configaddr"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "xdma",
		Usage:   "xdma:/dev/xdmaN[?base=ADDRESS][&limit=BYTES][&config=NAME][&clock=HZ][&timeout=SECONDS][&root=DIR][&emulator=SOCKET]",
		Summary: "a PCIe card behind Xilinx's XDMA driver",
		Open:    open,
		List:    list,
	})
}

// list returns the cards whose driver is loaded.
func list() (addresses []string) {
	nodes, _ := filepath.Glob("/dev/xdma*_user")
	for _, node := range nodes {
		addresses = append(addresses, "xdma:"+strings.TrimSuffix(node, userNode))
	}
	return addresses
}

// options are what an address says.
type options struct {
	node  string // what the names of the nodes begin with
	base  uint64
	limit int64
	clock int
}

func parse(a driver.Address) (o options, err error) {
	if err := a.Only(append([]string{"base", "limit", "clock"}, board.Common...)...); err != nil {
		return o, err
	}
	if !strings.HasPrefix(a.Target, "/dev/") {
		return o, configaddr.Bad(a, fmt.Errorf("%q is no path such as /dev/xdma0", a.Target))
	}
	o = options{node: a.Target, limit: boards.CardLimit}
	if o.base, err = board.Number(a, "base", boards.CardBase); err != nil {
		return o, err
	}
	clock, err := board.Number(a, "clock", 0)
	if err != nil {
		return o, err
	}
	o.clock = int(clock)
	if a.Options.Has("limit") {
		if o.limit, err = configaddr.ParseBytes(a.Options.Get("limit")); err != nil {
			return o, configaddr.Bad(a, fmt.Errorf("limit: %w", err))
		}
	}
	if o.base%driver.MemoryAlign != 0 || o.limit%driver.MemoryAlign != 0 {
		return o, configaddr.Bad(a, fmt.Errorf("base %#x and limit %d must be multiples of %d", o.base, o.limit, driver.MemoryAlign))
	}
	return o, nil
}
