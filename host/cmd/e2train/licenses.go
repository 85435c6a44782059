// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"github.com/e2train/e2train/host/data"
)

var licensesCommand = command{
	name:    "licenses",
	summary: "print the licence of the program and of the images inside it",
	example: "--json",
	flags: func(*flag.FlagSet) action {
		return func(_ context.Context, c *console) error {
			return c.print(&licenses{Program: "Apache-2.0", Sample: data.SampleLicense()})
		}
	},
}

type licenses struct {
	Program string `json:"program"`
	Sample  string `json:"fashion_sample"`
}

// WriteText prints the licences.
func (l *licenses) WriteText(w io.Writer) error {
	_, err := fmt.Fprintf(w, "e2train: %s\n\nembedded images (fashion-sample):\n%s\n", l.Program, l.Sample)
	return err
}
