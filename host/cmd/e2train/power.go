// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/e2train/e2train/driver/power"
)

var metersCommand = command{
	name:    "meters",
	summary: "list the kinds of power meters, and what can be read here",
	example: "--json",
	flags: func(*flag.FlagSet) action {
		return func(_ context.Context, c *console) error { return c.print(listMeters()) }
	},
}

// meterList is the result of the command.
type meterList struct {
	Schemes []scheme `json:"schemes"`
}

func listMeters() *meterList {
	list := &meterList{Schemes: []scheme{}}
	for _, s := range power.Schemes() {
		list.Schemes = append(list.Schemes, scheme{s.Name, s.Usage, s.Summary, append([]string{}, s.List()...)})
	}
	return list
}

// WriteText prints the list as a table.
func (l *meterList) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	fmt.Fprint(t, "METER\tWHAT\tHERE\n")
	for _, s := range l.Schemes {
		here := strings.Join(s.Addresses, " ")
		if here == "" {
			here = "none"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", s.Usage, s.Summary, here)
	}
	return t.Flush()
}

var powerCommand = command{
	name:     "power",
	summary:  "watch a power meter, with the true rate of its sensor",
	example:  "hwmon:ina226 --for 10s",
	argument: "METER",
	flags: func(fs *flag.FlagSet) action {
		w := &watch{}
		fs.DurationVar(&w.limit, "for", 0, "stop after so long on the meter's clock; 0 goes on until Ctrl-C (`TIME`)")
		fs.DurationVar(&w.every, "every", time.Second, "time between lines, on the meter's clock (`TIME`)")
		fs.BoolVar(&w.pass, "pass", false, "let time pass on an emulated board, whose clock stands still while nothing runs on it")
		return w.run
	},
}

// watch is one run of the command.
type watch struct {
	limit, every time.Duration
	pass         bool
}

// watched is one line.
type watched struct {
	Seconds  float64    `json:"seconds"` // on the meter's clock, since the beginning
	Kind     power.Kind `json:"kind"`
	Watts    *float64   `json:"watts"`             // mean; null if nothing was seen
	Stderr   *float64   `json:"watts_stderr"`      // of the mean, from the spread of the samples
	Joules   *float64   `json:"joules"`            // of the line; null where too little was seen to say
	Samples  int        `json:"samples"`           // updates of the sensor
	Gaps     float64    `json:"gap_seconds"`       // without a reading, or with a stuck one
	Interval *float64   `json:"update_interval_s"` // of the sensor, measured
}

func (w *watch) run(ctx context.Context, c *console) error {
	if w.every <= 0 || w.limit < 0 {
		return usagef("--every %v --for %v: times have to be above 0", w.every, w.limit)
	}
	m, err := power.Open(c.argument)
	if err != nil {
		return err
	}
	defer m.Close()
	i := m.Info()
	c.note(fmt.Sprintf("%s: %s, %s, update interval %s", i.Name, i.Kind, strings.Join(i.Channels, " and "), declared(i.Interval)))
	s := power.NewSampler(m, power.Options{Warn: func(err error) { c.note("warning: " + err.Error()) }})
	s.Start()
	defer s.Stop()
	begin := s.Now()
	for from := begin; ctx.Err() == nil && (w.limit == 0 || from-begin < w.limit); {
		from, err = w.line(ctx, c, m, s, begin, from)
		if errors.Is(err, io.EOF) || ctx.Err() != nil {
			return nil // the end of a file, or of watching
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func declared(d time.Duration) string {
	if d == 0 {
		return "not declared"
	}
	return d.String() + " declared"
}

// line lets time pass and prints what was seen.
func (w *watch) line(ctx context.Context, c *console, m power.Meter, s *power.Sampler, begin, from time.Duration) (time.Duration, error) {
	if err := w.await(ctx, m, s, from+w.every); err != nil {
		return from, err
	}
	to := s.Now()
	line := watchedOf(s, s.Window(from, to))
	line.Seconds = (to - begin).Seconds()
	s.Forget(to)
	if c.json {
		return to, written(0, json.NewEncoder(c.stdout).Encode(line))
	}
	return to, written(fmt.Fprintln(c.stdout, line.text()))
}

// await returns when the meter's clock shows a time. That of an emulated board is only looked at, unless it is to pass.
func (w *watch) await(ctx context.Context, m power.Meter, s *power.Sampler, to time.Duration) error {
	if w.pass || !power.StandsStill(m) {
		return s.Idle(ctx, math.MaxInt64, to-s.Now())
	}
	for s.Now() < to && ctx.Err() == nil {
		time.Sleep(time.Millisecond)
		s.Poll()
	}
	return ctx.Err()
}

func watchedOf(s *power.Sampler, o power.Observation) watched {
	line := watched{Kind: s.Info().Kind, Samples: o.Samples, Gaps: (o.Duration - o.Covered).Seconds()}
	if o.Covered > 0 {
		line.Watts = new(o.Watts())
	}
	if o.Samples >= 2 {
		line.Stderr = new(o.Stderr())
	}
	if joules, _, known := o.Energy(); known {
		line.Joules = new(joules)
	}
	if d, known := s.Interval(); known {
		line.Interval = new(d.Seconds())
	}
	return line
}

func (l *watched) text() string {
	number := func(v *float64, unit string) string {
		if v == nil {
			return "unknown " + unit
		}
		return fmt.Sprintf("%.4g %s", *v, unit)
	}
	text := fmt.Sprintf("%9.3f s  %s (%s)  +- %s  %s  %d updates", l.Seconds, number(l.Watts, "W"), l.Kind, number(l.Stderr, "W"), number(l.Joules, "J"), l.Samples)
	if l.Interval != nil {
		text += fmt.Sprintf(", one in %.4g ms", 1e3**l.Interval)
	}
	if l.Gaps > 0 {
		text += fmt.Sprintf(", gaps %.3f s", l.Gaps)
	}
	return text
}
