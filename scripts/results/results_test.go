// SPDX-License-Identifier: Apache-2.0

package main

import (
	"strings"
	"testing"

	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/host/report"
)

func TestReplace(t *testing.T) {
	text := "before\n<!-- table a -->\nold\n<!-- end a -->\nafter\n"
	got, err := replace([]byte(text), "a", []byte("new\n"))
	if want := strings.Replace(text, "old", "new", 1); err != nil || string(got) != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
	for _, bad := range []string{"", "<!-- table a -->\n", "<!-- end a -->\n<!-- table a -->\n", strings.ReplaceAll(text, " a ", " b ")} {
		if _, err := replace([]byte(bad), "a", nil); err == nil {
			t.Errorf("replaced a table in %q", bad)
		}
	}
}

// Runs are repetitions only if nothing but the seed differs, and the seed does.
func TestSameButSeed(t *testing.T) {
	record := func(change func(*recipe.Record)) *recipe.Record {
		r := &recipe.Record{Config: recipe.Default(), DataSHA256: "a"}
		change(r)
		return r
	}
	first := record(func(*recipe.Record) {})
	if err := sameButSeed(first, record(func(r *recipe.Record) { r.Seed++ })); err != nil {
		t.Errorf("another seed: %v", err)
	}
	for name, change := range map[string]func(*recipe.Record){
		"same seed":    func(*recipe.Record) {},
		"other data":   func(r *recipe.Record) { r.Seed++; r.DataSHA256 = "b" },
		"other rate":   func(r *recipe.Record) { r.Seed++; r.LR *= 2 },
		"other device": func(r *recipe.Record) { r.Seed++; r.Device = "cpu" },
	} {
		if sameButSeed(first, record(change)) == nil {
			t.Errorf("%s: taken for a repetition", name)
		}
	}
	if first.Seed != recipe.Default().Seed {
		t.Error("comparing changed a record")
	}
}

// Means and extremes of a group are over its seeds.
func TestOutcomes(t *testing.T) {
	of := func(accuracy float64, executed int64) *run {
		return &run{record: &recipe.Record{Config: recipe.Default()}, summary: &report.Summary{TestAccuracy: &accuracy, IterationsExecuted: executed}}
	}
	got := string(outcomes([]*group{{kind: "k", runs: []*run{of(0.5, 10), of(0.6, 20), of(0.4, 60)}}}))
	if want := "| k | `sim:ultra96` | 50.00 % (40.00 to 60.00), 3 seeds | 30 | - |\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want it to end in %q", got, want)
	}
}
