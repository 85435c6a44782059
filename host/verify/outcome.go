// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver/conv"
)

// outcome is what one side made of a case.
type outcome struct {
	result []int32
	report conv.Report
	runs   []signOutcome // of a PSG case, in the order of its runs
}

func (c *testCase) run(ctx context.Context, r runner) (o outcome, err error) {
	switch c.kind {
	case forward:
		o.result = make([]int32, c.shape.OutputLen())
		o.report, err = r.Forward(ctx, c.shape, c.x, c.w, c.shift, o.result)
	case backwardData:
		o.result = make([]int32, c.shape.InputLen())
		o.report, err = r.BackwardData(ctx, c.shape, c.g, c.w, c.shift, o.result)
	case backwardWeights:
		o.result = make([]int32, c.shape.WeightLen())
		o.report, err = r.BackwardWeights(ctx, c.shape, c.x, c.g, c.shift, o.result)
	default:
		o.runs, err = c.runSigns(ctx, r)
	}
	return o, err
}

// count adds a case to the report.
func (r *Report) count(c *testCase, a, b outcome, d drawer, both common) {
	r.Compared++
	r.PSGRuns += len(a.runs)
	r.Coverage.add(c, &a, d)
	what := difference(c, a, b, both)
	if what == "" {
		return
	}
	r.Differences++
	if r.FirstDifference == nil {
		r.FirstDifference = &Difference{c.number, r.Seed, c.kind.String(), c.shape.String(), what}
	}
}

// difference describes the first difference between two outcomes of a case, or returns "".
func difference(c *testCase, a, b outcome, both common) string {
	for i := range a.runs {
		if what := signDifference(&a.runs[i], &b.runs[i], both); what != "" {
			return fmt.Sprintf("%v: %s", c.signs.runs[i], what)
		}
	}
	for i := range a.result {
		if a.result[i] != b.result[i] {
			return fmt.Sprintf("element %d of %d is %d, not %d", i, len(a.result), a.result[i], b.result[i])
		}
	}
	return reportDifference(&a.report, &b.report, both)
}

// reportDifference describes the first difference between what two sides report of a pass, or returns "".
func reportDifference(a, b *conv.Report, both common) string {
	if a.Saturated != b.Saturated {
		return fmt.Sprintf("saturated is %v, not %v", a.Saturated, b.Saturated)
	}
	if !both.time {
		return ""
	}
	if counter, differ := a.Counters.FirstDifference(&b.Counters); differ {
		return fmt.Sprintf("counter %v is %d, not %d", counter, a.Counters[counter], b.Counters[counter])
	}
	return ""
}
