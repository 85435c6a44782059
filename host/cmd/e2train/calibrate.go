// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/e2train/e2train/host/calibrate"
	"github.com/e2train/e2train/host/energybench"
	"github.com/e2train/e2train/sim/energy"
)

// calibration is what the command calibrate was asked for.
type calibration struct{ profile, out, check string }

var calibrateCommand = command{
	name:      "calibrate",
	summary:   "fit the coefficients of an energy profile to logs of bench energy --json",
	example:   "--out fitted.json run1.json run2.json",
	argument:  "LOG",
	arguments: true,
	flags: func(fs *flag.FlagSet) action {
		o := &calibration{}
		fs.StringVar(&o.profile, "profile", "", "start from the energy profile in `FILE`, not from that of the board's configuration")
		fs.StringVar(&o.out, "out", "", "write the fitted profile to `FILE`")
		fs.StringVar(&o.check, "check", "", "compare with this log, too, which is held out of the fit (`LOG`)")
		return func(_ context.Context, c *console) error { return runCalibrate(c, o) }
	},
}

func runCalibrate(c *console, o *calibration) error {
	logs, err := readLogs(c.arguments)
	if err != nil {
		return err
	}
	p, err := energybench.ProfileFor(logs[0].Config, o.profile)
	if err != nil {
		return err
	}
	result, err := calibrate.Fit(logs, p)
	if err != nil {
		return fmt.Errorf("calibrate %s: %w", p.Name, err)
	}
	if err := compareLogs(result, logs, p, c.arguments, o.check); err != nil {
		return err
	}
	if o.out != "" {
		if err := writeProfile(result, o.out); err != nil {
			return err
		}
	}
	return c.print(result)
}

func readLogs(names []string) (logs []*energybench.Report, err error) {
	for _, name := range names {
		l, err := energybench.Read(name)
		if err != nil {
			return nil, err
		}
		logs = append(logs, l)
	}
	return logs, nil
}

// compareLogs shows what the fit did to the logs, and to one that it has not seen.
func compareLogs(r *calibrate.Result, logs []*energybench.Report, p *energy.Profile, names []string, check string) error {
	for i, l := range logs {
		if err := r.Compare(names[i], l, p, false); err != nil {
			return err
		}
	}
	if check == "" {
		return nil
	}
	l, err := energybench.Read(check)
	if err != nil {
		return err
	}
	if l.Config != logs[0].Config || l.Kind != logs[0].Kind {
		return fmt.Errorf("%s: %w", check, calibrate.ErrMixed)
	}
	return r.Compare(check, l, p, true)
}

// writeProfile writes the fitted profile, but not over a file that exists.
func writeProfile(r *calibrate.Result, path string) error {
	text, err := r.Encode()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return fmt.Errorf("write the profile: %w", err)
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
