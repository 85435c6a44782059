// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/link"
	"github.com/e2train/e2train/driver/power"
)

// recording is what a command records of its device, which may be nothing.
type recording struct {
	file   string
	writer *link.Writer
	note   func(string)
	rail   string // of the power meter, if there is one
}

func (r *recording) bind(fs *flag.FlagSet) {
	fs.StringVar(&r.file, "record", "", "record what crosses the link to the device, for e2train link and Wireshark (`FILE.pcapng`)")
}

// begin checks that a file can be made if there is to be one, before anything is computed.
func (r *recording) begin(c *console) error {
	r.note = c.note
	if r.file == "" {
		return nil
	}
	if _, err := os.Lstat(r.file); err == nil {
		return usagef("--record %s: there is such a file; choose another name or remove it", r.file)
	}
	return nil
}

// open opens a device and begins to record it if asked to.
func (r *recording) open(address string) (driver.Device, error) {
	d, err := driver.Open(address)
	if err != nil || r.file == "" {
		return d, err
	}
	recorded, err := r.record(d)
	if err != nil {
		d.Close()
		return nil, err
	}
	return recorded, nil
}

func (r *recording) record(d driver.Device) (driver.Device, error) {
	if err := d.Info().Kind.RunsPrograms(); err != nil {
		return nil, &usageError{fmt.Sprintf("--record: %s has no link: %v", d.Info().Address, err), err}
	}
	var err error
	r.writer, err = link.Create(r.file, func(err error) { r.note(fmt.Sprintf("warning: %v; the run goes on without recording", err)) })
	if err != nil {
		return nil, err
	}
	return link.Record(d, r.writer)
}

// end closes the file. The error says why it is incomplete.
func (r *recording) end() error {
	if r.writer == nil {
		return nil
	}
	return r.writer.Close()
}

// power records a sample of a power meter.
func (r *recording) power(s power.Reading) {
	if r.writer != nil {
		r.writer.Power(link.Power{Rail: r.rail, Volts: s.Volts, Amperes: s.Amperes, Watts: s.Watts})
	}
}
