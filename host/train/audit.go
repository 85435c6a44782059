// SPDX-License-Identifier: Apache-2.0

package train

import (
	"path/filepath"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/audit"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/host/rundir"
	"github.com/e2train/e2train/host/session"
)

// Audit says how much of the work on the device is run a second time on another one and compared. Results do not depend on
// it: the first difference ends the run with an error that wraps replay.ErrDifference, and its launch is kept in the run
// directory.
type Audit struct {
	Share  float64 // of launches, 0 for none
	Device string  // address of the other device
}

// openSession opens what the options name, with an audit if they ask for one. keep saves the launch on which the devices
// differ.
func openSession(o *Options, w *watcher, keep func(*replay.Record) (string, error)) (*session.Session, *audit.Device, error) {
	open := o.Open
	if open == nil {
		open = driver.Open
	}
	if o.Audit.Share == 0 {
		s, err := session.OpenOn(o.Config, func(address string) (driver.Device, error) {
			device, err := open(address)
			if err != nil {
				return nil, err
			}
			return w.wrap(device), nil
		})
		return s, nil, err
	}
	var audited *audit.Device
	s, err := session.OpenOn(o.Config, func(address string) (driver.Device, error) {
		device, err := open(address)
		if err != nil {
			return nil, err
		}
		other, err := driver.Open(o.Audit.Device)
		if err != nil {
			device.Close()
			return nil, err
		}
		audited, err = audit.New(device, other, audit.Options{Share: o.Audit.Share, Seed: o.Config.Seed, Save: keep})
		if err != nil {
			device.Close()
			other.Close()
			return nil, err
		}
		return w.wrap(audited), nil
	})
	return s, audited, err
}

// keep writes a launch into the run directory.
func (r *runner) keep(record *replay.Record) (string, error) {
	text, err := record.Encode()
	if err != nil {
		return "", err
	}
	return filepath.Join(r.dir.Path(), rundir.DifferenceName), r.dir.WriteFile(rundir.DifferenceName, text)
}

// coverage returns what the audit has covered, nil if there is none.
func (r *runner) coverage() *audit.Coverage {
	if r.audit == nil {
		return nil
	}
	return new(r.audit.Coverage())
}
