// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/e2train/e2train/host/savings"
	"github.com/e2train/e2train/sim/energy"
)

// tables are those of results.md.
var tables = []struct {
	name  string
	write func([]*group) []byte
}{
	{"outcomes", outcomes},
	{"savings", savingsTable},
	{"techniques", techniques},
	{"runs", runs},
	{"movers", movers},
}

// floatBaseline is the comparison whose joules stand beside runs on the cpu device, which has no model of energy.
const floatBaseline = "float32, 64 lanes"

// outcomes has a line for each recipe: accuracy, what was executed and what it cost.
func outcomes(groups []*group) []byte {
	var b bytes.Buffer
	b.WriteString("| recipe | device | test accuracy: mean (least to greatest) | iterations executed | joules, modeled: mean (5-95 %) |\n|---|---|---|---|---|\n")
	for _, g := range groups {
		accuracy := each(g, func(r *run) float64 { return 100 * *r.summary.TestAccuracy })
		fmt.Fprintf(&b, "| %s | `%s` | %.2f %% (%.2f to %.2f), %s | %.0f | %s |\n", g.kind, g.runs[0].record.Config.Device, mean(accuracy),
			slices.Min(accuracy), slices.Max(accuracy), seeds(len(g.runs)), mean(each(g, func(r *run) float64 { return float64(r.summary.IterationsExecuted) })), g.joules(groups))
	}
	return b.Bytes()
}

// joules prints the energy of the whole runs of a group, evaluation included, or that of the float32 accelerator for those without a model.
func (g *group) joules(groups []*group) string {
	if g.modeled() {
		return fmt.Sprintf("%.0f (%.0f to %.0f)", mean(each(g, func(r *run) float64 { return *r.report.Energy.Total })),
			slices.Min(each(g, func(r *run) float64 { return *r.report.Energy.Low })), slices.Max(each(g, func(r *run) float64 { return *r.report.Energy.High })))
	}
	for _, other := range groups {
		if c := other.comparison(0, floatBaseline); c != nil {
			return fmt.Sprintf("%.0f, as planned for `%s`", c.Price.Total, c.Device)
		}
	}
	return "-"
}

// modeled reports whether the device has a model of energy.
func (g *group) modeled() bool { return g.runs[0].report != nil }

// comparison returns that of the i-th run with a baseline, or nil.
func (g *group) comparison(i int, name string) *savings.Comparison {
	if !g.modeled() {
		return nil
	}
	list := g.runs[i].report.Comparisons
	at := slices.IndexFunc(list, func(c savings.Comparison) bool { return c.Name == name })
	if at < 0 {
		return nil
	}
	return &list[at]
}

// savingsTable has a line for each recipe and baseline.
func savingsTable(groups []*group) []byte {
	var b bytes.Buffer
	b.WriteString("| recipe | against | its joules | whole system saved | above the idle board | accelerator alone |\n|---|---|---|---|---|---|\n")
	for _, g := range groups {
		if !g.modeled() {
			continue
		}
		for _, c := range g.runs[0].report.Comparisons {
			share := func(of func(*energy.Saving) *energy.Share) string { return g.share(c.Name, of) }
			fmt.Fprintf(&b, "| %s | %s | %.0f | %s | %s | %s |\n", g.kind, c.Name, c.Price.Total,
				share(func(s *energy.Saving) *energy.Share { return &s.Whole }),
				share(func(s *energy.Saving) *energy.Share { return &s.Idle }),
				share(func(s *energy.Saving) *energy.Share { return &s.Accelerator }))
		}
	}
	return b.Bytes()
}

// share prints a saving: the mean of the seeds, the lowest low and the highest high end of their ranges.
func (g *group) share(name string, of func(*energy.Saving) *energy.Share) string {
	var value, low, high []float64
	for i := range g.runs {
		s := of(&g.comparison(i, name).Saving)
		value, low, high = append(value, 100*s.Value), append(low, 100*s.Low), append(high, 100*s.High)
	}
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", mean(value), slices.Min(low), slices.Max(high))
}

// techniques has a line for each recipe and technique of its first seed.
func techniques(groups []*group) []byte {
	var b bytes.Buffer
	b.WriteString("| recipe | technique | spent J | saved J | net J | accelerator alone, net J | what |\n|---|---|---|---|---|---|---|\n")
	for _, g := range groups {
		if !g.modeled() {
			continue
		}
		for i := range g.runs[0].report.Techniques {
			t := &g.runs[0].report.Techniques[i]
			net := t.Net()
			fmt.Fprintf(&b, "| %s | %s | %.1f | %.1f | %.1f | %.1f | %s |\n", g.kind, t.Name, t.Spent.Total, t.Saved.Total, net.Total, net.Accelerator, t.What)
		}
	}
	return b.Bytes()
}

// runs has a line for each run.
func runs(groups []*group) []byte {
	var b bytes.Buffer
	b.WriteString("| run | test accuracy | executed, dropped | blocks skipped | cycles | joules, modeled | seconds of the simulating host | weights |\n|---|---|---|---|---|---|---|---|\n")
	for _, g := range groups {
		for _, r := range g.runs {
			s := r.summary
			skipped, cycles, joules := "-", "-", "-"
			if s.Skipping != nil {
				skipped = fmt.Sprintf("%.1f %%", 100**s.Skipping.Skipped)
			}
			if r.report != nil {
				cycles, joules = fmt.Sprint(r.report.Total.Cycles), fmt.Sprintf("%.1f", r.report.Total.Price.Total)
			}
			fmt.Fprintf(&b, "| [%[1]s-%[2]d](results/%[1]s-%[2]d) | %.2[3]f %% | %[4]d, %[5]d | %[6]s | %[7]s | %[8]s | %.0[9]f | `%.12[10]s` |\n", g.kind, s.Seed,
				100**s.TestAccuracy, s.IterationsExecuted, s.IterationsDropped, skipped, cycles, joules, s.Seconds, s.WeightsSHA256)
		}
	}
	return b.Bytes()
}

// movers has the coefficients that move each saving against the float32 baseline most.
func movers(groups []*group) []byte {
	var b bytes.Buffer
	b.WriteString("| recipe | coefficient | of | its range | whole system saved at its ends |\n|---|---|---|---|---|\n")
	for _, g := range groups {
		c := g.comparison(0, floatBaseline)
		if c == nil {
			continue
		}
		for _, m := range c.Saving.Movers {
			fmt.Fprintf(&b, "| %s | `%s` | %s | %.3g to %.3g %s | %.1f %% to %.1f %% |\n", g.kind, m.Name, m.Side, m.Low, m.High, strings.ReplaceAll(m.Unit, "|", "/"), 100*m.AtLow, 100*m.AtHigh)
		}
	}
	return b.Bytes()
}

// seeds says how many there are.
func seeds(n int) string {
	if n == 1 {
		return "1 seed"
	}
	return fmt.Sprintf("%d seeds", n)
}

// each returns a figure of every run of a group.
func each(g *group, of func(*run) float64) []float64 {
	var list []float64
	for _, r := range g.runs {
		list = append(list, of(r))
	}
	return list
}

func mean(list []float64) float64 {
	var sum float64
	for _, v := range list {
		sum += v
	}
	return sum / float64(len(list))
}
