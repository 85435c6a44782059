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
	undecided := j.weightsOfTiles()
	for i := range predicted {
		if j.decided(i) {
			undecided[j.tile(i)]--
			report.Decided++
		}
	}
	limit := int(o.skipLimit(s, lanes))
	j.skipped = make([]bool, len(undecided))
	for t, n := range undecided {
		if j.skipped[t] = n <= limit; j.skipped[t] {
			report.SkippedTiles++
		}
	}
	report.countSkippable(s, lanes, undecided)
	for i := range predicted {
		if j.skipped[j.tile(i)] {
			report.SkippedWeights++
		}
	}
	report.Weights, report.Tiles = len(predicted), len(undecided)
	report.PredictedOnly = int(o.SkipLimit) >= lanes*lanes
	return j
}

// countSkippable counts tiles by their undecided weights.
func (r *PSGReport) countSkippable(s Shape, lanes int, undecided []int) {
	for i, limit := range SkipLimits(lanes) {
		o := PSGOptions{SkipLimit: limit}
		for _, n := range undecided {
			if n <= int(o.skipLimit(s, lanes)) {
				r.Skippable[i]++
			}
		}
	}
}

// weightsOfTiles returns how many weights each tile has.
func (j *judgement) weightsOfTiles() []int {
	s, lanes := &j.shape, j.lanes
	tiles := make([]int, ceil(s.OutC, lanes)*ceil(s.seen(), lanes)*s.KH*s.KW)
	for t := range tiles {
		tiles[t] = lanes * lanes
		if s.Depthwise {
			tiles[t] = min(lanes, s.OutC-t/(s.KH*s.KW)*lanes)
		}
	}
	return tiles
}

func (j *judgement) decided(weight int) bool { return abs(j.predicted[weight]) >= j.tau }

// tile returns the number of the tile that a weight belongs to.
func (j *judgement) tile(weight int) int {
	taps := j.shape.KH * j.shape.KW
	tap, channels := weight%taps, weight/taps
	seen := j.shape.seen()
	co, ci := channels/seen, channels%seen
	return (co/j.lanes*ceil(seen, j.lanes)+ci/j.lanes)*taps + tap
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
