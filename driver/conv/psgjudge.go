// SPDX-License-Identifier: Apache-2.0

package conv

// judgement is what the predicted gradients of a layer decide: the rules of PSG, without the full gradients.
type judgement struct {
	shape     Shape // as run: folded if folding is worth it
	lanes     int
	predicted []int64 // in the order of the shape's weights
	tau       int64
	fill      bool
	skipped   []bool // by tile
}

// judge applies the options to the predicted gradients and fills in the report's counts.
func judge(s Shape, lanes int, predicted []int64, o PSGOptions, report *PSGReport) *judgement {
	for _, p := range predicted {
		report.MaxAbs = max(report.MaxAbs, abs(p))
	}
	report.Tau = max(1, o.Threshold(report.MaxAbs))
	j := &judgement{shape: s, lanes: lanes, predicted: predicted, tau: int64(report.Tau), fill: o.FillSign}
	decided := make([]int, ceil(s.OutC, lanes)*ceil(s.InC, lanes)*s.KH*s.KW)
	for i := range predicted {
		if j.decided(i) {
			decided[j.tile(i)]++
			report.Decided++
		}
	}
	j.skipped = make([]bool, len(decided))
	for t, n := range decided {
		if j.skipped[t] = lanes*lanes-n <= int(o.SkipLimit); j.skipped[t] {
			report.SkippedTiles++
		}
	}
	for i := range predicted {
		if j.skipped[j.tile(i)] {
			report.SkippedWeights++
		}
	}
	report.Weights, report.Tiles = len(predicted), len(decided)
	return j
}

func (j *judgement) decided(weight int) bool { return abs(j.predicted[weight]) >= j.tau }

// tile returns the number of the tile that a weight belongs to.
func (j *judgement) tile(weight int) int {
	taps := j.shape.KH * j.shape.KW
	tap, channels := weight%taps, weight/taps
	co, ci := channels/j.shape.InC, channels%j.shape.InC
	return (co/j.lanes*ceil(j.shape.InC, j.lanes)+ci/j.lanes)*taps + tap
}

// sign returns the sign of a weight's gradient whose full sum is the given one.
func (j *judgement) sign(weight int, full int64) int8 {
	switch {
	case j.decided(weight), j.skipped[j.tile(weight)] && j.fill:
		return sign(j.predicted[weight])
	case j.skipped[j.tile(weight)]:
		return 0
	}
	return sign(full)
}
