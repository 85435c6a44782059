// SPDX-License-Identifier: Apache-2.0

package report

import (
	"bytes"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/e2train/e2train/sim/energy"
)

const unknown = "unknown"

// WriteText prints the outcome as a short table.
func (s *Summary) WriteText(w io.Writer) error {
	var b bytes.Buffer
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) {
		fmt.Fprintf(t, "  %s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	row("test accuracy", "%s on %s", percent(s.TestAccuracy), s.Data)
	row("train loss", "%s", number(s.TrainLoss))
	row("iterations", "%d executed, %d dropped, of %s", s.IterationsExecuted, s.IterationsDropped, s.Model)
	row("wall time", "%s, %.0f images/s", Duration(s.Seconds), s.ImagesPerSecond)
	row("device", "%s", s.Device)
	if s.Cycles != nil {
		row("cycles", "%d, %s at %s", *s.Cycles, Quantity(*s.DeviceSeconds, "s"), Quantity(float64(*s.ClockHz), "Hz"))
		row("utilization", "%s of the multipliers", percent(s.Utilization))
	}
	if s.BytesToDevice != nil {
		row("moved", "%s to the device, %s from it; %s stayed there between passes", Quantity(float64(*s.BytesToDevice), "B"),
			Quantity(float64(*s.BytesFromDevice), "B"), Quantity(float64(*s.BytesKept), "B"))
	}
	row("MACs", "%s", Quantity(float64(s.MACs), "MAC"))
	if s.PSG != nil {
		row("signs", "%s", s.PSG.text())
	}
	if s.Inherited != nil {
		row("started from", "%s", s.Inherited.text())
	}
	if s.Plan != nil {
		row("energy budget", "%s", s.Plan.text())
	}
	if s.SWA != nil {
		row("averages", "%s", s.SWA.text())
	}
	if s.Skipping != nil {
		row("skipped", "%s", s.Skipping.text())
	}
	if a := s.Audit; a != nil {
		row("audit", "%d of %d launches were the same on %s", a.Launches.Audited, a.Launches.All, a.Device)
	}
	if s.Power != nil {
		row("power meter", "%s", s.observedText())
	}
	t.Flush()
	writeEnergy(&b, s)
	_, err := w.Write(b.Bytes())
	return err
}

// writeEnergy prints the energy by part, or that it is unknown.
func writeEnergy(b *bytes.Buffer, s *Summary) {
	e := s.Energy
	if e.Total == nil {
		fmt.Fprintf(b, "  energy: %s on %s\n", unknown, s.Device)
		return
	}
	fmt.Fprintf(b, "\n  energy of training (modeled, not measured)\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	for _, part := range []struct {
		name   string
		joules *float64
		note   string
	}{
		{"device", e.Dynamic, "arithmetic, memories and DRAM of the accelerator"},
		{"static", e.Static, "idle board, all the time"},
		{"host", e.Host, "computing processor"},
		{"link", e.Link, "transfers"},
		{"total", e.Total, fmt.Sprintf("likely %s to %s", joules(e.Low), joules(e.High))},
		{"idle subtracted", e.IdleSubtracted, "total without static"},
	} {
		fmt.Fprintf(t, "%s\t%s\t\t%s\n", part.name, joules(part.joules), part.note)
	}
	t.Flush()
	writeEvaluation(b, &s.Evaluation)
}

func writeEvaluation(b *bytes.Buffer, e *Evaluation) {
	if e.Images > 0 {
		fmt.Fprintf(b, "  evaluation of %d images, not included: %s\n", e.Images, joules(e.Energy.Total))
	}
}

// joulesOf returns the modeled energy in words, for a line.
func joulesOf(e *energy.Joules) string {
	if e.Total == nil {
		return unknown
	}
	return fmt.Sprintf("%s (%s to %s)", joules(e.Total), joules(e.Low), joules(e.High))
}

func joules(v *float64) string {
	if v == nil {
		return unknown
	}
	return Quantity(*v, "J")
}

func percent(v *float64) string {
	if v == nil {
		return unknown
	}
	return fmt.Sprintf("%.2f %%", 100**v)
}

func number(v *float64) string {
	if v == nil {
		return unknown
	}
	return fmt.Sprintf("%.4f", *v)
}
