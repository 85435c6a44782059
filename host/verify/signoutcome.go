// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/driver/conv"
)

// signOutcome is what one side made of one run of a PSG case.
type signOutcome struct {
	signs  []int8
	report conv.PSGReport
}

// unwritten is in every element of signs before a run: no sign.
const unwritten = 2

// runSigns runs a PSG case.
func (c *testCase) runSigns(ctx context.Context, r runner) (outcomes []signOutcome, err error) {
	for _, run := range c.signs.runs {
		o := signOutcome{signs: make([]int8, c.shape.WeightLen())}
		for i := range o.signs {
			o.signs[i] = unwritten
		}
		if o.report, err = r.PSG(ctx, c.shape, c.x, c.g, run.options(), o.signs); err != nil {
			return outcomes, fmt.Errorf("%v: %w", run, err)
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// signDifference describes the first difference between two outcomes of a run, or returns "".
func signDifference(a, b *signOutcome, both common) string {
	if what := predictionDifference(&a.report, &b.report, both); what != "" {
		return what
	}
	for i := range a.signs {
		if a.signs[i] != b.signs[i] {
			return fmt.Sprintf("sign %d of %d is %d, not %d", i, len(a.signs), a.signs[i], b.signs[i])
		}
	}
	if what := reportDifference(&a.report.Predict, &b.report.Predict, both); what != "" {
		return "predictor: " + what
	}
	if what := reportDifference(&a.report.Masked, &b.report.Masked, both); what != "" {
		return "masked pass: " + what
	}
	return ""
}

// predictionDifference describes the first difference in what the predictor decided, or returns "".
func predictionDifference(a, b *conv.PSGReport, both common) string {
	for _, figure := range []struct {
		name     string
		a, b     int64
		compared bool
	}{
		{"largest |p|", a.MaxAbs, b.MaxAbs, true},
		{"threshold", int64(a.Tau), int64(b.Tau), true},
		{"number of weights", int64(a.Weights), int64(b.Weights), true},
		{"number of decided weights", int64(a.Decided), int64(b.Decided), true},
		{"number of tiles", int64(a.Tiles), int64(b.Tiles), both.tiles},
		{"number of skipped tiles", int64(a.SkippedTiles), int64(b.SkippedTiles), both.tiles},
	} {
		if figure.compared && figure.a != figure.b {
			return fmt.Sprintf("%s is %d, not %d", figure.name, figure.a, figure.b)
		}
	}
	return ""
}
