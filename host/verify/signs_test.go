// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// signLiar computes signs like the reference, except that its fourth run is spoiled, or that all runs misread their options:
// what it reports of them is right, as it is when a device is wrong and its host is not.
type signLiar struct {
	conv.Reference
	calls   *int
	spoil   func(*conv.PSGReport, []int8)
	misread func(conv.PSGOptions) conv.PSGOptions
}

func (l signLiar) PSG(ctx context.Context, s conv.Shape, x conv.Activations, g []int16, o conv.PSGOptions, signs []int8) (conv.PSGReport, error) {
	report, err := l.Reference.PSG(ctx, s, x, g, o, signs)
	if *l.calls++; *l.calls == 4 && l.spoil != nil {
		l.spoil(&report, signs)
	}
	if err == nil && l.misread != nil {
		_, err = l.Reference.PSG(ctx, s, x, g, l.misread(o), signs)
	}
	return report, err
}

// compareSigns runs count cases on a wrong runner of the given lanes and on the reference.
func compareSigns(t *testing.T, wrong runner, count, lanes int) *Report {
	t.Helper()
	info := driver.Info{Config: isa.Config{Name: "made up", Lanes: lanes}, Timed: true}
	honest := side{"honest", conv.Reference{Lanes: lanes}, info, nil}
	r, err := compareAll(t.Context(), Options{Count: count, Seed: 1}, side{"wrong", wrong, info, nil}, honest)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryKindOfSignDifferenceIsFound(t *testing.T) {
	for _, c := range []struct {
		name, want string
		spoil      func(*conv.PSGReport, []int8)
	}{
		{"sign", "sign 0 of", func(_ *conv.PSGReport, signs []int8) { signs[0] = 1 - signs[0]*signs[0] }},
		{"last sign", "sign", func(_ *conv.PSGReport, signs []int8) { signs[len(signs)-1] ^= 1 }},
		{"largest", "largest |p|", func(r *conv.PSGReport, _ []int8) { r.MaxAbs++ }},
		{"threshold", "threshold is", func(r *conv.PSGReport, _ []int8) { r.Tau++ }},
		{"weights", "number of weights", func(r *conv.PSGReport, _ []int8) { r.Weights++ }},
		{"decided", "decided weights", func(r *conv.PSGReport, _ []int8) { r.Decided++ }},
		{"tiles", "number of tiles", func(r *conv.PSGReport, _ []int8) { r.Tiles++ }},
		{"skipped", "skipped tiles", func(r *conv.PSGReport, _ []int8) { r.SkippedTiles++ }},
		{"predictor saturates", "predictor: saturated", func(r *conv.PSGReport, _ []int8) { r.Predict.Saturated = true }},
		{"masked pass saturates", "masked pass: saturated", func(r *conv.PSGReport, _ []int8) { r.Masked.Saturated = true }},
		{"predictor counter", "predictor: counter drains", func(r *conv.PSGReport, _ []int8) { r.Predict.Counters[isa.Drains]++ }},
		{"masked counter", "masked pass: counter masked_macs", func(r *conv.PSGReport, _ []int8) { r.Masked.Counters[isa.MaskedMACs]++ }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := compareSigns(t, signLiar{conv.Reference{Lanes: 4}, new(int), c.spoil, nil}, 12, 4)
			if d := r.FirstDifference; r.Differences != 1 || d.Case != 8 || d.Pass != "psg" || !strings.Contains(d.What, c.want) {
				t.Errorf("differences %d, first %+v, want one at case 8 in %q", r.Differences, d, c.want)
			}
		})
	}
}

// lazySigner leaves signs of zero as it finds them.
type lazySigner struct{ conv.Reference }

func (l lazySigner) PSG(ctx context.Context, s conv.Shape, x conv.Activations, g []int16, o conv.PSGOptions, signs []int8) (conv.PSGReport, error) {
	before := slices.Clone(signs)
	report, err := l.Reference.PSG(ctx, s, x, g, o, signs)
	for i := range signs {
		if signs[i] == 0 {
			signs[i] = before[i]
		}
	}
	return report, err
}

func TestZerosMustBeWritten(t *testing.T) {
	r := compareSigns(t, lazySigner{conv.Reference{Lanes: 4}}, 40, 4)
	if d := r.FirstDifference; d == nil || !strings.Contains(d.What, "is 2, not 0") {
		t.Errorf("%d differences, first %+v, want signs that nobody wrote", r.Differences, d)
	}
}

// Wrong devices whose hosts report what a right one does are told by the signs alone.
func TestWrongRulesAreFound(t *testing.T) {
	threshold := func(change func(tau uint32) uint32) func(conv.PSGOptions) conv.PSGOptions {
		return func(o conv.PSGOptions) conv.PSGOptions {
			return conv.PSGOptions{
				Threshold: func(most int64) uint32 { return change(max(1, o.Threshold(most))) }, SkipLimit: o.SkipLimit, FillSign: o.FillSign,
			}
		}
	}
	limit := func(change func(limit uint16) uint16) func(conv.PSGOptions) conv.PSGOptions {
		return func(o conv.PSGOptions) conv.PSGOptions { o.SkipLimit = change(o.SkipLimit); return o }
	}
	for _, c := range []struct {
		name    string
		lanes   int
		misread func(conv.PSGOptions) conv.PSGOptions
	}{
		{"decided above the threshold, not at it", 4, threshold(func(tau uint32) uint32 { return min(tau, math.MaxUint32-1) + 1 })},
		{"decided just below the threshold", 4, threshold(func(tau uint32) uint32 { return tau - 1 })},
		{"skipped below the limit, not at it", 4, limit(func(limit uint16) uint16 { return max(limit, 1) - 1 })},
		{"skipped just above the limit", 4, limit(func(limit uint16) uint16 { return min(limit, math.MaxUint16-1) + 1 })},
		{"skip limit of eight bits", 16, limit(func(limit uint16) uint16 { return limit & 255 })},
		{"nothing skipped", 4, limit(func(uint16) uint16 { return 0 })},
		{"nothing decided", 4, threshold(func(uint32) uint32 { return math.MaxUint32 })},
		{"filling reversed", 4, func(o conv.PSGOptions) conv.PSGOptions { o.FillSign = !o.FillSign; return o }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := compareSigns(t, signLiar{conv.Reference{Lanes: c.lanes}, new(int), nil, c.misread}, 120, c.lanes)
			if d := r.FirstDifference; d == nil || d.Pass != "psg" || !strings.Contains(d.What, ": sign ") {
				t.Errorf("%d differences, first %+v, want some in signs", r.Differences, d)
			}
		})
	}
}

// Each skip limit is tried with a tile at it and with a tile one above it: a device that takes one limit for its neighbour
// has other signs, and is found even if it is right about all other limits.
func TestEverySkipLimitMatters(t *testing.T) {
	for _, lanes := range []int{4, 16} {
		d := drawer{seed: 1, lanes: lanes, tiles: true}
		var lower, higher [16*16 + 1]bool // signs differ if the limit is one too low, or too high
		for number := int(psg); number < cases(); number += casesPerShape {
			c, err := d.draw(t.Context(), number)
			if err != nil {
				t.Fatal(err)
			}
			if !tiled(c.shape, lanes) {
				continue // has only tiles of many weights that do not exist
			}
			for _, run := range c.signs.runs {
				right := signsOf(t, c, run, lanes)
				low, high := run, run
				low.limit, high.limit = max(1, run.limit)-1, run.limit+1
				lower[run.limit] = lower[run.limit] || !slices.Equal(right, signsOf(t, c, low, lanes))
				higher[run.limit] = higher[run.limit] || !slices.Equal(right, signsOf(t, c, high, lanes))
			}
		}
		for limit := range lanes * lanes {
			if !lower[limit+1] || !higher[limit] {
				t.Errorf("%d lanes: seen that limit %d is taken as %d: %v, and the other way round: %v", lanes, limit, limit+1, higher[limit], lower[limit+1])
			}
		}
	}
}

// signsOf returns the right signs of one run of a case.
func signsOf(t *testing.T, c *testCase, run signRun, lanes int) []int8 {
	t.Helper()
	signs := make([]int8, c.shape.WeightLen())
	if _, err := (conv.Reference{Lanes: lanes}).PSG(t.Context(), c.shape, c.x, c.g, run.options(), signs); err != nil {
		t.Fatal(err)
	}
	return signs
}

func TestSkipLimitsAreSummedUp(t *testing.T) {
	for _, c := range []struct {
		empty        []int
		family, line string
	}{
		{nil, "psg skip limit   0..16: all run with a tile at the limit, in 1 to 3 cases\n", ""},
		{[]int{0, 1, 2, 7, 15, 16}, "0..16: all but 6 run", "strata without a case: batch/1; psg skip limit/0..2; psg skip limit/7; psg skip limit/15..16\n"},
	} {
		r := &Report{Coverage: Coverage{}}
		for limit := range 17 {
			r.Coverage[limitStratum(limit)] = 1 + limit%3
		}
		for _, limit := range c.empty {
			r.Coverage[limitStratum(limit)], r.Coverage["batch/1"] = 0, 0
		}
		r.EmptyStrata = r.Coverage.Empty()
		var b strings.Builder
		if err := r.WriteText(&b); err != nil {
			t.Fatal(err)
		}
		if text := b.String(); !strings.Contains(text, c.family) || !strings.HasSuffix(text, c.line) {
			t.Errorf("empty %v:\n%s\nwant %q and %q", c.empty, text, c.family, c.line)
		}
	}
}
