// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"bytes"
	"fmt"
	"text/tabwriter"

	"github.com/e2train/e2train/host/report"
)

// write prints the comparison layer by layer, and what it means.
func (s *Signs) write(b *bytes.Buffer) {
	fmt.Fprintf(b, "\npredictive sign gradients (threshold %g, skip limit %d) beside the plain backward_weights of the same step\n\n", s.Threshold, s.SkipLimit)
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "layer\tdecided\tskipped\tplain cycles\tpredict\tmasked\tboth of plain\tswitched off\tplain mJ\tPSG mJ\t\n")
	for _, l := range append(s.Layers[:len(s.Layers):len(s.Layers)], s.Total) {
		fmt.Fprintf(t, "%s\t%.1f %%\t%d of %d\t%d\t%d\t%d\t%.2f\t%.1f %%\t%.3f\t%.3f\t\n", l.Layer, 100*l.Decided, l.SkippedTiles, l.Tiles,
			l.PlainCycles, l.PredictCycles, l.MaskedCycles, l.cycleRatio(), 100*l.switchedOff(), 1000*l.Plain.Total, 1000*l.PSG.Total)
	}
	t.Flush()
	s.writeLimits(b)
	s.explain(b)
}

// writeLimits prints how many tiles each skip limit would skip.
func (s *Signs) writeLimits(b *bytes.Buffer) {
	b.WriteString("\ntiles that are skipped with a skip limit of\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "layer\ttiles\t")
	for _, limit := range s.Limits {
		fmt.Fprintf(t, "%d\t", limit)
	}
	fmt.Fprintln(t)
	for _, l := range append(s.Layers[:len(s.Layers):len(s.Layers)], s.Total) {
		fmt.Fprintf(t, "%s\t%d\t", l.Layer, l.Tiles)
		for _, n := range l.Skippable {
			fmt.Fprintf(t, "%.1f %%\t", 100*float64(n)/float64(l.Tiles))
		}
		fmt.Fprintln(t)
	}
	t.Flush()
}

// explain says in words what PSG saves and what it does not.
func (s *Signs) explain(b *bytes.Buffer) {
	l := &s.Total
	name := "Exact PSG"
	if s.SkipLimit > 0 {
		name = fmt.Sprintf("PSG with skip limit %d", s.SkipLimit)
	}
	fmt.Fprintf(b, "\n%s %s in this step, and %s on the whole board.\n", name,
		verdict(l.PSG.Multipliers < l.Plain.Multipliers, l.cycleRatio() < 1), balance(l.PSG.Total, l.Plain.Total))
	fmt.Fprintf(b, "The predictor decided %.1f %% of the weights, which switched off %d of %d multiplier-cycles of the masked pass (%.1f %%).\n",
		100*l.Decided, l.MaskedMACs, l.OccupiedSlots, 100*l.switchedOff())
	fmt.Fprintf(b, "A tile costs its cycles %s: %d of %d tiles were skipped.\n\n", unless(s.SkipLimit), l.SkippedTiles, l.Tiles)
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "\tplain\tPSG\t\t\n")
	row := func(what, plain, psg string, ratio float64) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%.2f of plain\t\n", what, plain, psg, ratio)
	}
	joules := func(what string, plain, psg float64) {
		row(what, report.Quantity(plain, "J"), report.Quantity(psg, "J"), psg/plain)
	}
	row("cycles", fmt.Sprint(l.PlainCycles), fmt.Sprint(l.PredictCycles+l.MaskedCycles), l.cycleRatio())
	joules("multipliers", l.Plain.Multipliers, l.PSG.Multipliers)
	joules("whole device", l.Plain.Device, l.PSG.Device)
	joules("whole board", l.Plain.Total, l.PSG.Total)
	t.Flush()
	b.WriteString("\nThe operands are noise in a network without training. What is decided depends on them; psg.jsonl has the shares of a training run.\n")
}

// balance says what PSG takes beside plain passes.
func balance(psg, plain float64) string {
	if psg < plain {
		return fmt.Sprintf("wins: it takes %.1f %% less", 100*(1-psg/plain))
	}
	return fmt.Sprintf("loses: it takes %.1f %% more", 100*(psg/plain-1))
}

// unless says which tiles are skipped.
func unless(limit int) string {
	if limit == 0 {
		return "unless all of its weights are decided"
	}
	return fmt.Sprintf("unless at most %d of its weights are undecided", limit)
}

// verdict says which of both is saved.
func verdict(energy, cycles bool) string {
	switch {
	case energy && cycles:
		return "saves multiplier energy and cycles"
	case energy:
		return "saves multiplier energy and not cycles"
	case cycles:
		return "saves cycles and not multiplier energy"
	}
	return "saves neither multiplier energy nor cycles"
}
