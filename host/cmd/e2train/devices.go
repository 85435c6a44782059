// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/e2train/e2train/driver"
)

var devicesCommand = command{
	name:    "devices",
	summary: "list the ways to reach a device, and what can be opened here",
	example: "--json",
	flags: func(*flag.FlagSet) action {
		return func(_ context.Context, c *console) error { return c.print(listDevices()) }
	},
}

// deviceList is the result of the command.
type deviceList struct {
	Schemes []scheme `json:"schemes"`
}

type scheme struct {
	Name      string   `json:"name"`
	Usage     string   `json:"usage"`
	Summary   string   `json:"summary"`
	Addresses []string `json:"addresses"` // that can be opened here and now
}

func listDevices() *deviceList {
	list := &deviceList{Schemes: []scheme{}}
	for _, s := range driver.Schemes() {
		addresses := []string{}
		if s.List != nil {
			addresses = append(addresses, s.List()...)
		}
		list.Schemes = append(list.Schemes, scheme{s.Name, s.Usage, s.Summary, addresses})
	}
	return list
}

// WriteText prints the list as a table.
func (l *deviceList) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprint(t, "ADDRESS\tWHAT\tHERE\n")
	for _, s := range l.Schemes {
		here := strings.Join(s.Addresses, " ")
		if here == "" {
			here = "none"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", s.Usage, s.Summary, here)
	}
	return t.Flush()
}
