// SPDX-License-Identifier: Apache-2.0

package savings

import (
	"bytes"
	"context"
	"fmt"
	"text/tabwriter"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/rtl/isa"
)

// SignRow is what predictive sign gradients did in one layer over a run, and what plain backward-weights passes would have taken for
// the images that it computed. The host's part is in neither.
type SignRow struct {
	Layer       string       `json:"layer"`
	Decided     float64      `json:"decided"`         // share of the weights
	Skipped     float64      `json:"skipped_tiles"`   // share
	Skippable   []float64    `json:"skippable_tiles"` // shares that Report.SkipLimits would have skipped
	PlainCycles float64      `json:"backward_weights_cycles"`
	Cycles      uint64       `json:"psg_cycles"`
	Plain       ledger.Price `json:"backward_weights_modeled_j"`
	PSG         ledger.Price `json:"psg_modeled_j"`
}

// signs fills in the layers of a run with predictive sign gradients, and their total as the last row.
func (r *Report) signs(ctx context.Context, in *input, _ *Options) error {
	if in.book.Signs == nil {
		return nil
	}
	step, err := in.plain.Step(ctx, in.config.Batch)
	if err != nil {
		return err
	}
	layers, err := r.layers(in, &step)
	if err != nil {
		return err
	}
	r.SkipLimits = in.book.Signs.Limits
	plain := map[string]float64{} // cycles of an image
	for i := range step.Passes {
		if p := &step.Passes[i]; p.Pass == conv.BackwardWeights.String() {
			plain[p.Layer] = float64(p.Counters[isa.Cycles]) / float64(in.config.Batch)
		}
	}
	total := SignRow{Layer: "total"}
	sums := ledger.LayerSigns{Skippable: make([]int64, len(r.SkipLimits))}
	for i := range in.book.Signs.Layers {
		s := &in.book.Signs.Layers[i]
		l := layers[s.Layer]
		if l == nil || len(s.Skippable) != len(r.SkipLimits) {
			return fmt.Errorf("%w: layer %q of predictive sign gradients", ledger.ErrBook, s.Layer)
		}
		row := SignRow{Layer: s.Layer, PlainCycles: float64(l.computed) * plain[s.Layer], Cycles: r.signCycles(s.Layer)}
		row.Plain = l.plain[conv.BackwardWeights.String()].Times(float64(l.computed))
		row.PSG.Add(l.passes[conv.PSGPredict.String()])
		row.PSG.Add(l.passes[conv.PSGMasked.String()])
		row.share(s)
		r.Signs = append(r.Signs, row)
		total.add(&row)
		addSigns(&sums, s)
	}
	total.share(&sums)
	r.Signs = append(r.Signs, total)
	return nil
}

// signCycles returns the cycles of both passes of PSG in a layer.
func (r *Report) signCycles(layer string) (cycles uint64) {
	for i := range r.Passes {
		row := &r.Passes[i]
		if row.Layer == layer && (row.Pass == conv.PSGPredict.String() || row.Pass == conv.PSGMasked.String()) {
			cycles += row.Cycles
		}
	}
	return cycles
}

// share fills in the shares, which are 0 of nothing.
func (s *SignRow) share(of *ledger.LayerSigns) {
	part := func(n, all int64) float64 { return float64(n) / float64(max(all, 1)) }
	s.Decided, s.Skipped, s.Skippable = part(of.Decided, of.Weights), part(of.Skipped, of.Tiles), nil
	for _, n := range of.Skippable {
		s.Skippable = append(s.Skippable, part(n, of.Tiles))
	}
}

func (s *SignRow) add(other *SignRow) {
	s.PlainCycles += other.PlainCycles
	s.Cycles += other.Cycles
	s.Plain.Add(other.Plain)
	s.PSG.Add(other.PSG)
}

func addSigns(sum, s *ledger.LayerSigns) {
	sum.Weights += s.Weights
	sum.Decided += s.Decided
	sum.Tiles += s.Tiles
	sum.Skipped += s.Skipped
	for i, n := range s.Skippable {
		sum.Skippable[i] += n
	}
}

// writeSigns prints the layers of PSG, if it was on.
func (r *Report) writeSigns(b *bytes.Buffer) {
	if len(r.Signs) == 0 {
		return
	}
	b.WriteString("\npredictive sign gradients, both passes beside plain backward_weights, and the tiles that skip limits would have skipped\n\n")
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "layer\tdecided\tskipped\tplain cycles\tPSG cycles\tplain\tPSG\t")
	for _, limit := range r.SkipLimits {
		fmt.Fprintf(t, "at %d\t", limit)
	}
	fmt.Fprintln(t)
	for i := range r.Signs {
		s := &r.Signs[i]
		fmt.Fprintf(t, "%s\t%.1f %%\t%.1f %%\t%.0f\t%d\t%s\t%s\t", s.Layer, 100*s.Decided, 100*s.Skipped, s.PlainCycles, s.Cycles, joules(s.Plain.Total), joules(s.PSG.Total))
		for _, share := range s.Skippable {
			fmt.Fprintf(t, "%.1f %%\t", 100*share)
		}
		fmt.Fprintln(t)
	}
	t.Flush()
}
