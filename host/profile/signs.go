// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"slices"

	"github.com/e2train/e2train/driver/conv"
)

// Signs compares predictive sign gradients with plain backward-weights passes on the same operands.
type Signs struct {
	Threshold float64     `json:"threshold"`
	SkipLimit int         `json:"skip_limit"`
	Limits    []int       `json:"skip_limits"` // that tiles are counted for
	Layers    []LayerSign `json:"layers"`
	Total     LayerSign   `json:"total"`
}

// LayerSign is the comparison for one layer.
type LayerSign struct {
	Layer        string  `json:"layer"`
	Weights      int     `json:"weights"`
	Decided      float64 `json:"decided"` // share of the weights
	Tiles        int     `json:"tiles"`
	SkippedTiles int     `json:"skipped_tiles"`
	Skippable    []int   `json:"skippable_tiles"` // that each of Signs.Limits would skip

	PlainCycles   uint64 `json:"backward_weights_cycles"`
	PredictCycles uint64 `json:"psg_predict_cycles"`
	MaskedCycles  uint64 `json:"psg_masked_cycles"`

	MaskedMACs    uint64 `json:"masked_macs"`           // multiplier-cycles that decided weights switched off
	OccupiedSlots uint64 `json:"masked_pass_mac_slots"` // multiplier-cycles of the masked pass's vectors, those included

	Plain Joules `json:"backward_weights"`
	PSG   Joules `json:"psg"` // both passes

	decided int
}

// cycleRatio returns the cycles of both passes in those of the plain one.
func (l *LayerSign) cycleRatio() float64 {
	return float64(l.PredictCycles+l.MaskedCycles) / float64(l.PlainCycles)
}

// switchedOff returns the part of the masked pass's multiplier-cycles that was switched off, 0 if it had none.
func (l *LayerSign) switchedOff() float64 {
	if l.OccupiedSlots == 0 {
		return 0
	}
	return float64(l.MaskedMACs) / float64(l.OccupiedSlots)
}

// add adds another layer's figures.
func (l *LayerSign) add(other *LayerSign) {
	l.Weights += other.Weights
	l.decided += other.decided
	l.Decided = float64(l.decided) / float64(l.Weights)
	l.Tiles += other.Tiles
	l.SkippedTiles += other.SkippedTiles
	for i, n := range other.Skippable {
		l.Skippable[i] += n
	}
	l.PlainCycles += other.PlainCycles
	l.PredictCycles += other.PredictCycles
	l.MaskedCycles += other.MaskedCycles
	l.MaskedMACs += other.MaskedMACs
	l.OccupiedSlots += other.OccupiedSlots
	l.Plain.add(other.Plain)
	l.PSG.add(other.PSG)
}

func (j *Joules) add(other Joules) {
	j.Total += other.Total
	j.Device += other.Device
	j.Multipliers += other.Multipliers
}

// newSigns compares the rows of a step with signs with those of plain backward-weights passes, layers in their order.
func newSigns(o *Options, lanes int, rows, plain []Row, signs map[string]conv.PSGReport) *Signs {
	s := &Signs{Threshold: o.PSG.Threshold.At(0), SkipLimit: o.PSG.SkipLimit.WholeAt(0), Total: LayerSign{Layer: "total"}}
	for _, limit := range conv.SkipLimits(lanes) {
		s.Limits = append(s.Limits, int(limit))
	}
	s.Total.Skippable = make([]int, len(s.Limits))
	byPass := map[[2]string]*Row{}
	for i := range rows {
		byPass[[2]string{rows[i].Layer, rows[i].Pass}] = &rows[i]
	}
	for i := range plain {
		layer := plain[i].Layer
		l := newLayerSign(&plain[i], byPass[[2]string{layer, conv.PSGPredict.String()}], byPass[[2]string{layer, conv.PSGMasked.String()}], signs[layer])
		s.Layers = append(s.Layers, l)
		s.Total.add(&l)
	}
	return s
}

// newLayerSign compares the passes of a layer; masked is nil where there was none.
func newLayerSign(plain, predict, masked *Row, r conv.PSGReport) LayerSign {
	if masked == nil {
		masked = &Row{}
	}
	l := LayerSign{
		Layer: plain.Layer, Weights: r.Weights, decided: r.Decided, Decided: float64(r.Decided) / float64(r.Weights),
		Tiles: r.Tiles, SkippedTiles: r.SkippedTiles, Skippable: slices.Clone(r.Skippable[:]),
		PlainCycles: plain.Cycles, PredictCycles: predict.Cycles, MaskedCycles: masked.Cycles,
		MaskedMACs: masked.MaskedMACs, OccupiedSlots: masked.occupied,
		Plain: plain.Joules, PSG: predict.Joules,
	}
	l.PSG.add(masked.Joules)
	return l
}
