// SPDX-License-Identifier: Apache-2.0

package train

import (
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/report"
	"github.com/e2train/e2train/host/session"
)

// psgLine is a line of psg.jsonl: what predictive sign gradients did to the weights of one layer in one executed iteration.
type psgLine struct {
	Step         int64    `json:"step"`
	Epoch        int      `json:"epoch"`
	Layer        string   `json:"layer"`
	MaxAbs       int64    `json:"max_abs"` // largest |predicted gradient|, in units of the quantised operands' top bits
	Tau          uint32   `json:"tau"`     // weights with |predicted gradient| of at least this are decided
	Decided      float64  `json:"decided"` // share of the weights
	Tiles        int      `json:"tiles"`
	SkippedTiles int      `json:"skipped_tiles"`
	WrongSigns   *float64 `json:"wrong_sign_rate"` // see nn.SignCheck; null where it was not checked, or nothing could be judged
}

func psgLineOf(s *Step, l *session.LayerSigns) psgLine {
	line := psgLine{
		Step: s.Step, Epoch: s.Epoch, Layer: l.Layer, MaxAbs: l.MaxAbs, Tau: l.Tau,
		Decided: float64(l.Decided) / float64(l.Weights), Tiles: l.Tiles, SkippedTiles: l.SkippedTiles,
	}
	if l.Check != nil {
		line.WrongSigns = share(int64(l.Check.Wrong), int64(l.Check.Judged))
	}
	return line
}

// logSigns writes the lines of an iteration and adds them to the totals.
func (r *runner) logSigns(done *Step) error {
	if done.Dropped {
		return nil
	}
	layers := r.Signs()
	for i := range layers {
		if err := r.logs.psg.Append(psgLineOf(done, &layers[i])); err != nil {
			return err
		}
	}
	r.totals.PSG.add(layers)
	return nil
}

// psgTotals are sums over the executed iterations: whole numbers, so that a run may be cut anywhere.
type psgTotals struct {
	Checked int64                  `json:"checked"` // iterations
	Layers  map[string]signsTotals `json:"layers"`
}

// signsTotals are those of one layer.
type signsTotals struct {
	Weights int64 `json:"weights"`
	Decided int64 `json:"decided"`
	Tiles   int64 `json:"tiles"`
	Skipped int64 `json:"skipped"`
	Judged  int64 `json:"judged"`
	Wrong   int64 `json:"wrong"`

	Skippable [len(conv.PSGReport{}.Skippable)]int64 `json:"skippable"` // tiles, by conv.SkipLimits
}

func (t *psgTotals) add(layers []session.LayerSigns) {
	if t.Layers == nil {
		t.Layers = map[string]signsTotals{}
	}
	checked := false
	for i := range layers {
		sums := signsOf(&layers[i])
		checked = checked || layers[i].Check != nil
		sums.add(t.Layers[layers[i].Layer])
		t.Layers[layers[i].Layer] = sums
	}
	if checked {
		t.Checked++
	}
}

// signsOf returns the figures of one layer and iteration.
func signsOf(l *session.LayerSigns) signsTotals {
	t := signsTotals{
		Weights: int64(l.Weights), Decided: int64(l.Decided), Tiles: int64(l.Tiles), Skipped: int64(l.SkippedTiles),
	}
	for i, n := range l.Skippable {
		t.Skippable[i] = int64(n)
	}
	if l.Check != nil {
		t.Judged, t.Wrong = int64(l.Check.Judged), int64(l.Check.Wrong)
	}
	return t
}

func (t *signsTotals) add(other signsTotals) {
	t.Weights += other.Weights
	t.Decided += other.Decided
	t.Tiles += other.Tiles
	t.Skipped += other.Skipped
	t.Judged += other.Judged
	t.Wrong += other.Wrong
	for i, n := range other.Skippable {
		t.Skippable[i] += n
	}
}

// decidedShare returns the share of the weights of all layers that the predictor decided in the last step.
func decidedShare(layers []session.LayerSigns) *float64 {
	var all signsTotals
	for i := range layers {
		all.add(signsOf(&layers[i]))
	}
	return share(all.Decided, all.Weights)
}

// psgSummary returns what the run's summary says, nil without predictive sign gradients.
func (r *runner) psgSummary() *report.PSG {
	if !r.Config.PSG.On {
		return nil
	}
	var all signsTotals
	s := &report.PSG{Checked: r.totals.PSG.Checked, Layers: []report.PSGLayer{}}
	for _, c := range r.Net.Convs() {
		if c.Float {
			continue
		}
		t := r.totals.PSG.Layers[c.Name]
		all.add(t)
		s.Layers = append(s.Layers, report.PSGLayer{
			Layer: c.Name, Decided: share(t.Decided, t.Weights), SkippedTiles: share(t.Skipped, t.Tiles), WrongSigns: share(t.Wrong, t.Judged),
		})
	}
	s.Decided, s.SkippedTiles, s.WrongSigns = share(all.Decided, all.Weights), share(all.Skipped, all.Tiles), share(all.Wrong, all.Judged)
	return s
}

// share returns part / whole, nil of nothing.
func share(part, whole int64) *float64 {
	if whole == 0 {
		return nil
	}
	return new(float64(part) / float64(whole))
}
