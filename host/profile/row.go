// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"strings"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/energy"
)

// Row is what one pass of one layer did. Counters hold the rest of the story; the fields name its main figures.
type Row struct {
	Layer       string   `json:"layer"`
	Pass        string   `json:"pass"`
	MACs        int64    `json:"macs"`
	MaskedMACs  uint64   `json:"masked_macs"` // multiplier-cycles that a mask switched off
	Cycles      uint64   `json:"cycles"`
	Utilization float64  `json:"utilization"` // see the package documentation
	Share       Share    `json:"share_of_cycles"`
	Bound       string   `json:"bound"`
	Engines     []Engine `json:"engines"`
	DramBytes   uint64   `json:"dram_bytes"`
	Launches    int      `json:"launches"`
	Joules
	Counters isa.Counters `json:"-"`

	slots    float64 // multiplier-cycles that the MACs take
	occupied uint64  // multiplier-cycles of masked vectors
}

// Joules is the modeled energy of a pass: of the whole board, of it what the device's events take, and of that its multipliers
// without what brings their operands.
type Joules struct {
	Total       float64 `json:"joules_modeled"`
	Device      float64 `json:"device_joules_modeled"`
	Multipliers float64 `json:"multiplier_joules_modeled"`
}

// rower makes rows for one device.
type rower struct {
	config  *isa.Config
	profile *energy.Profile
}

// row returns the row of a pass whose MACs take the given multiplier-cycles.
func (r *rower) row(layer, pass string, report *conv.Report, slots float64) (Row, error) {
	k := &report.Counters
	row := Row{
		Layer: layer, Pass: pass, MACs: report.MACs, MaskedMACs: k[isa.MaskedMACs], Cycles: k[isa.Cycles], Launches: report.Launches,
		DramBytes: k[isa.DramReadBytes] + k[isa.DramWriteBytes], Engines: Engines(k), Share: Shares(k), Counters: *k, slots: slots,
	}
	multipliers := r.config.Multipliers()
	row.Utilization = slots / float64(multipliers) / float64(row.Cycles)
	row.occupied = k[isa.IssueMasked] * uint64(multipliers)
	row.Bound = row.Share.Bound()
	estimate, err := r.profile.Estimate(energy.GeometryOf(r.config), &energy.Activity{Counters: *k})
	if err != nil {
		return row, err
	}
	row.Joules = Joules{Total: *estimate.Total, Device: *estimate.Dynamic}
	for _, term := range estimate.Terms {
		if strings.HasPrefix(term.Name, "device.mac_") && term.Name != "device.mac_operand" {
			row.Joules.Multipliers += term.Joules
		}
	}
	return row, nil
}

// rows returns the rows of collected passes, and their total.
func (r *rower) rows(passes []collected) (rows []Row, total Row, err error) {
	var sum conv.Report
	slots := 0.0
	for i := range passes {
		p := &passes[i]
		row, err := r.row(p.layer, p.pass.String(), &p.report, Slots(p.pass.String(), p.report.MACs))
		if err != nil {
			return nil, Row{}, err
		}
		rows = append(rows, row)
		sum.Add(&p.report)
		slots += row.slots
	}
	total, err = r.row("total", "", &sum, slots)
	return rows, total, err
}

// Slots returns the multiplier-cycles of the MACs of a pass, by its name: the predictor's products share them in pairs.
func Slots(pass string, macs int64) float64 {
	if pass == conv.PSGPredict.String() {
		return float64(macs) / 2
	}
	return float64(macs)
}

// Share is how the array's time divides: it works, waits for load, waits for store (or drains its own pipeline), or is idle at
// the begin and end of a launch. The shares add up to 1.
type Share struct {
	Array  float64 `json:"array"`
	Load   float64 `json:"load"`
	Store  float64 `json:"store"`
	Launch float64 `json:"launch"`
}

// Shares divides the cycles of the tensor engine.
func Shares(k *isa.Counters) Share {
	cycles := float64(k[isa.Cycles])
	s := Share{
		Array: float64(k[isa.TensorBusy]) / cycles,
		Load:  float64(k[isa.TensorWaitLoad]) / cycles,
		Store: float64(k[isa.TensorWaitStore]+k[isa.TensorFence]) / cycles,
	}
	s.Launch = 1 - s.Array - s.Load - s.Store
	return s
}

// Bound names the largest share.
func (s Share) Bound() string {
	name, largest := "array", s.Array
	for _, other := range []struct {
		name  string
		share float64
	}{{"load", s.Load}, {"store", s.Store}, {"launch", s.Launch}} {
		if other.share > largest {
			name, largest = other.name, other.share
		}
	}
	return name
}
