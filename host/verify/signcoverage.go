// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"fmt"
	"slices"
)

// limitFamily are the strata of skip limits: one for each that may matter, 0 to lanes*lanes. A case is in one if that limit
// made the device skip a tile that it computed with the limit below and the same threshold; for 0, if it skipped any.
const limitFamily = "psg skip limit"

func limitStratum(limit int) string { return fmt.Sprintf("%s/%d", limitFamily, limit) }

// signStrata lists the strata of PSG cases, without those of their shapes and operands.
func signStrata(d drawer) []string {
	names := []string{
		"psg x/signed", "psg x/unsigned", "psg top bits/x clamped", "psg top bits/g clamped",
		"psg layer/folded", "psg layer/as it is",
		"psg packing/blocks, even", "psg packing/blocks, odd", "psg packing/taps, even", "psg packing/taps, odd",
		"psg launches/several, predictor", "psg launches/several, masked pass",
		"psg prediction/zero", "psg prediction/equal to the threshold", "psg prediction/decided against the full gradient",
		"psg decided/all", "psg decided/some", "psg decided/none",
	}
	if !d.tiles {
		return names
	}
	for _, share := range []string{"all", "some", "none"} {
		names = append(names, "psg skipped/"+share, "depthwise/psg skipped "+share)
	}
	names = append(names, "psg fill sign/on", "psg fill sign/off")
	for limit := range d.lanes*d.lanes + 1 {
		names = append(names, limitStratum(limit))
	}
	return names
}

// addSigns counts a PSG case: in each stratum once, however many of its runs are in it.
func (c Coverage) addSigns(t *testCase, runs []signOutcome, d drawer) {
	in := Coverage{}
	in.when(t.signed, "psg x/signed")
	in.when(!t.signed, "psg x/unsigned")
	in.when(t.signs.xClamped, "psg top bits/x clamped")
	in.when(t.signs.gClamped, "psg top bits/g clamped")
	in.when(slices.Contains(t.signs.predicted, 0), "psg prediction/zero")
	in.layer(t, runs[0].report.Predict.Folded > 0, d.lanes)
	for i := range runs {
		in.decisions(t.signs, t.signs.runs[i].tau)
		in.signRun(t.signs.runs[i], &runs[i])
		if d.tiles {
			in.skipped(t.signs.runs, runs, i, t.shape.Depthwise)
		}
	}
	for name := range in {
		c[name]++
	}
}

// layer notes how a layer's tiles are packed: in pairs of taps if there is one block of channels or the layer is depthwise, else
// in pairs of blocks.
func (c Coverage) layer(t *testCase, folded bool, lanes int) {
	blocks, taps := (t.shape.InC+lanes-1)/lanes, t.shape.KW
	if folded {
		blocks, taps = (t.shape.InC*t.shape.KH*t.shape.KW+lanes-1)/lanes, 1
	}
	c.when(folded, "psg layer/folded")
	c.when(!folded, "psg layer/as it is")
	parity := []string{"even", "odd"}
	byTaps := blocks == 1 && taps > 1 || t.shape.Depthwise
	c.when(!byTaps, "psg packing/blocks, "+parity[blocks%2])
	c.when(byTaps, "psg packing/taps, "+parity[taps%2])
}

// decisions notes where the threshold lies among the predicted gradients.
func (c Coverage) decisions(s *signCase, tau uint32) {
	equal, against := false, false
	for i, p := range s.predicted {
		m := magnitude(p)
		equal = equal || m == max(1, tau)
		against = against || m >= max(1, tau) && (p > 0) != (s.full[i] > 0)
	}
	c.when(equal, "psg prediction/equal to the threshold")
	c.when(against, "psg prediction/decided against the full gradient")
}

// signRun notes what the device reports of a run.
func (c Coverage) signRun(r signRun, o *signOutcome) {
	c.when(o.report.Predict.Launches > 1, "psg launches/several, predictor")
	c.when(o.report.Masked.Launches > 1, "psg launches/several, masked pass")
	c["psg decided/"+share(o.report.Decided, o.report.Weights)]++
}

// skipped notes which tiles the device skipped in run i, and whether its limit decided that.
func (c Coverage) skipped(s []signRun, runs []signOutcome, i int, depthwise bool) {
	now := &runs[i].report
	if depthwise {
		c["depthwise/psg skipped "+share(now.SkippedTiles, now.Tiles)]++
		return
	}
	c["psg skipped/"+share(now.SkippedTiles, now.Tiles)]++
	c.when(now.SkippedTiles > 0 && s[i].fillSign, "psg fill sign/on")
	c.when(now.SkippedTiles > 0 && !s[i].fillSign, "psg fill sign/off")
	if s[i].limit == 0 {
		c.when(now.SkippedTiles > 0, limitStratum(0))
		return
	}
	below := signRun{s[i].tau, s[i].limit - 1, s[i].fillSign}
	c.when(i > 0 && s[i-1] == below && runs[i-1].report.SkippedTiles < now.SkippedTiles, limitStratum(int(s[i].limit)))
}

// share says in a word how many of all n are.
func share(n, all int) string {
	switch n {
	case 0:
		return "none"
	case all:
		return "all"
	}
	return "some"
}
