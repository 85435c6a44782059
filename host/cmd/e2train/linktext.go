// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/link"
)

// linkSummary is a summary as the command prints it.
type linkSummary link.Summary

// WriteText prints the summary.
func (s *linkSummary) WriteText(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "device\t%s (%s), configuration %s (%s), %s\n", s.Device, s.Stands, s.Config, s.ConfigHash, s.Hardware)
	fmt.Fprintf(w, "began\t%s, lasted %.3f s on the host\n", s.Started.Format("2006-01-02 15:04:05 MST"), s.HostSeconds)
	fmt.Fprintf(w, "records\t%d, %d damaged, %d of operations that failed\n", s.Records, s.Damaged, s.Failed)
	fmt.Fprintf(w, "launches\t%d in %.3f s on the host\n", s.Launches, s.LaunchSeconds)
	if s.DeviceSeconds != nil {
		fmt.Fprintf(w, "cycles\t%d, %.0f a launch, %.6f s of device time (%s) at %.0f MHz\n",
			s.Cycles, s.CyclesEach, *s.DeviceSeconds, measured(s.Stands), float64(s.ClockHz)/1e6)
	}
	for _, t := range []struct {
		name string
		link.Traffic
	}{{"written", s.Written}, {"read", s.Read}, {"code", s.Code}} {
		fmt.Fprintf(w, "%s\t%d bytes, %.0f a launch, in %.3f s\n", t.name, t.Bytes, t.PerLaunch, t.Seconds)
	}
	fmt.Fprintf(w, "first\t%s\nlast\t%s\n", s.First.Words(), s.Last.Words())
	fmt.Fprintf(w, "\nkind\trecords\tbytes of records\ta launch\n")
	for _, k := range s.Kinds {
		if k.Records > 0 {
			fmt.Fprintf(w, "%s\t%d\t%d\t%.0f\n", k.Kind, k.Records, k.Bytes, k.PerLaunch)
		}
	}
	return w.Flush()
}

// measured says what the time of a kind of device may be called.
func measured(stands string) string {
	switch driver.Kind(stands) {
	case driver.KindBoard:
		return "measured"
	case driver.KindEmulated:
		return "emulated"
	}
	return "modeled"
}

// linkReplay is the outcome of a replay as the command prints it.
type linkReplay struct {
	*link.Replayed
	stopped bool
}

// WriteText prints the outcome.
func (r *linkReplay) WriteText(w io.Writer) error {
	what := "bits, cycles and counters"
	if r.BitsOnly {
		what = "bits"
	}
	verdict := "the same " + what
	switch {
	case r.Difference != nil:
		verdict = "a difference in packet " + fmt.Sprint(r.Difference.Packet) + ", " + r.Difference.Kind + " of " + r.Difference.Address + ": " + r.Difference.What
	case r.stopped:
		verdict += " as far as it went"
	}
	_, err := fmt.Fprintf(w, "recorded  %s (%s)\non        %s\ncompared  %d records: %d launches of %d cycles, %d read-backs of %d bytes; %d operations had failed\nresult    %s\n",
		r.Recorded, r.Kind, r.Device, r.Records, r.Launches, r.Cycles, r.Reads, r.ReadBytes, r.NotReplayed, verdict)
	return err
}
