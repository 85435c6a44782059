// SPDX-License-Identifier: Apache-2.0

package cycles

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// Sign is the predictive sign gradient of one layer where the predictor decides nothing, so that no tile is skipped: its
// longest time. Shares are of the cycles of a plain backward-weights pass.
type Sign struct {
	Layer         string  `json:"layer"`
	Plain         uint64  `json:"backward_weights_cycles"`
	Predict       uint64  `json:"psg_predict_cycles"`
	Masked        uint64  `json:"psg_masked_cycles"`
	PredictShare  float64 `json:"psg_predict_share"`
	CompleteShare float64 `json:"psg_share"`
}

// timeSigns runs the two passes on zeros: every predicted gradient is 0 and below the threshold 1.
func timeSigns(ctx context.Context, r conv.SignRunner, s conv.Shape, layer string, plain uint64) (Sign, error) {
	x := conv.Activations{Codes: make([]byte, s.InputLen())}
	report, err := r.PSG(ctx, s, x, make([]int16, s.OutputLen()),
		conv.PSGOptions{Threshold: func(int64) uint32 { return 1 }}, make([]int8, s.WeightLen()))
	if err != nil {
		return Sign{}, err
	}
	sign := Sign{Layer: layer, Plain: plain, Predict: report.Predict.Counters[isa.Cycles], Masked: report.Masked.Counters[isa.Cycles]}
	sign.PredictShare = float64(sign.Predict) / float64(plain)
	sign.CompleteShare = float64(sign.Predict+sign.Masked) / float64(plain)
	return sign, nil
}

// writeSigns prints what the predictor costs, and what that means.
func (r *Report) writeSigns(w io.Writer) error {
	fmt.Fprint(w, "\npredictive sign gradients with nothing decided, beside plain backward_weights\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "layer\tplain\tpredictor\tof plain\tmasked\tboth of plain\t\n")
	for _, s := range r.Signs {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.1f %%\t%d\t%.1f %%\t\n", s.Layer, s.Plain, s.Predict, 100*s.PredictShare, s.Masked, 100*s.CompleteShare)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprint(w, "\nA tile is rarely decided as a whole, so the exact method switches multipliers off but saves no cycles: it costs the predictor.\n")
	return err
}
