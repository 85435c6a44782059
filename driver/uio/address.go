// SPDX-License-Identifier: Apache-2.0

package uio

import (
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/boards"
	"github.com/e2train/e2train/driver/internal/board"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/driver/internal/kernfile"
)

func init() {
	driver.Register(driver.Scheme{
		Name:    "uio",
		Usage:   "uio:/dev/uioN[?buffer=/dev/udmabufN][&port=hp|hpc][&bitstream=NAME][&clock=PATH][&rate=HZ][&config=NAME][&timeout=SECONDS][&root=DIR][&emulator=SOCKET]",
		Summary: "an accelerator beside the processors that run this program (Zynq)",
		Open:    open,
		List:    list,
	})
}

// list returns the UIO devices that are accelerators.
func list() (addresses []string) {
	nodes, _ := filepath.Glob("/dev/uio*")
	for _, node := range nodes {
		name, err := kernfile.ReadText(kernfile.OS(""), "/sys/class/uio/"+path.Base(node)+"/name")
		if err == nil && name == boards.Node {
			addresses = append(addresses, "uio:"+node)
		}
	}
	return addresses
}

// options are what an address says.
type options struct {
	node      string
	buffer    string
	port      string
	bitstream string
	manager   string
	clock     string
	rate      uint64
}

func parse(a driver.Address) (o options, err error) {
	if err := a.Only(append([]string{"buffer", "port", "bitstream", "manager", "clock", "rate"}, board.Common...)...); err != nil {
		return o, err
	}
	get := func(name, otherwise string) string {
		if a.Options.Has(name) {
			return a.Options.Get(name)
		}
		return otherwise
	}
	o = options{
		node: a.Target, buffer: get("buffer", "/dev/"+boards.Buffer), port: get("port", "hp"), bitstream: get("bitstream", ""),
		manager: get("manager", "/sys/class/fpga_manager/fpga0"), clock: get("clock", ""),
	}
	for _, p := range []string{o.node, o.buffer} {
		if !strings.HasPrefix(p, "/dev/") {
			return o, configaddr.Bad(a, fmt.Errorf("%q is no path of a device", p))
		}
	}
	if o.port != "hp" && o.port != "hpc" {
		return o, configaddr.Bad(a, fmt.Errorf("port=%s: it can be hp or hpc", o.port))
	}
	if strings.Contains(o.bitstream, "/") {
		return o, configaddr.Bad(a, fmt.Errorf("bitstream=%s: the kernel wants a name in /lib/firmware", o.bitstream))
	}
	if o.rate, err = board.Number(a, "rate", 0); err == nil && o.rate > 0 && o.clock == "" {
		err = configaddr.Bad(a, fmt.Errorf("rate needs clock=PATH"))
	}
	return o, err
}
