// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"context"
	"fmt"
)

// SignRunner is what a Runner may offer besides: predictive sign gradients (PSG), the signs of a layer's weight gradients
// at less cost than the gradients.
//
// PSG computes the predicted gradient p of every weight: the exact sum of x4*g10, where x4 is the top 4 bits of x (code/16
// rounded half to even, clamped to 0..15, signed to -8..7) and g10 the top 10 of g (code/64 rounded half to even, clamped to
// -512..511). A weight with |p| >= tau is decided: its sign is that of p. The others take the sign of the full gradient, the
// exact sum of x*g, unless their tile is skipped.
//
// A tile is the Lanes x Lanes weights of one tap that join a block of Lanes output channels to one of Lanes input channels;
// weights of channels beyond the layer's belong to it as undecided ones. A tile of at most SkipLimit undecided weights is
// skipped: they take the sign of p if FillSign, else 0. A tile of a depthwise layer is the weights of one tap of Lanes
// channels, as far as the layer has them, Lanes times fewer: of such a tile at most SkipLimit/Lanes may be undecided. A layer of few input channels is folded as it is for
// BackwardWeights; its tiles are those of the folded layer.
//
// Layouts and errors are those of Runner, signs [OutC][InC][KH][KW] in {-1, 0, 1}.
type SignRunner interface {
	PSG(ctx context.Context, s Shape, x Activations, g []int16, o PSGOptions, signs []int8) (PSGReport, error)
}

// PSGOptions says which predictions are trusted.
type PSGOptions struct {
	Threshold func(maxAbs int64) uint32 // tau from the largest |p| of the layer; 0 counts as 1
	SkipLimit uint16                    // undecided weights of a tile that is not worth computing
	FillSign  bool                      // undecided weights of skipped tiles take the predicted sign, else 0
}

// PSGReport is what PSG did and how much the predictor decided.
type PSGReport struct {
	Predict, Masked Report
	MaxAbs          int64  // largest |p|
	Tau             uint32 // the threshold that followed from it
	Weights         int
	Decided         int // weights with |p| >= Tau
	Tiles           int
	SkippedTiles    int
	SkippedWeights  int // weights in skipped tiles; Masked.MACs leaves theirs out
	// PredictedOnly says that the skip limit is that of whole tiles, so that there was no masked pass.
	PredictedOnly bool
	// Skippable is how many tiles each of SkipLimits would skip.
	Skippable [skipLimits]int
}

const skipLimits = 5

// SkipLimits returns the skip limits that reports count tiles for: none, and a sixteenth, an eighth, a quarter and half of the
// weights of a tile.
func SkipLimits(lanes int) [skipLimits]uint16 {
	tile := uint16(lanes * lanes)
	return [skipLimits]uint16{0, tile / 16, tile / 8, tile / 4, tile / 2}
}

var (
	_ SignRunner = Reference{}
	_ SignRunner = (*Convolver)(nil)
)

// skipLimit returns the undecided weights with which a tile of a layer is skipped.
func (o *PSGOptions) skipLimit(s Shape, lanes int) uint16 {
	if s.Depthwise {
		return o.SkipLimit / uint16(lanes)
	}
	return o.SkipLimit
}

// checkPSG reports whether the operands belong to the shape.
func checkPSG(s Shape, x Activations, g []int16, o PSGOptions, signs []int8) error {
	if err := checkOperands(s, 0, len(x.Codes) == s.InputLen(), len(g) == s.OutputLen(), len(signs) == s.WeightLen()); err != nil {
		return fmt.Errorf("psg: %w", err)
	}
	if o.Threshold == nil {
		return fmt.Errorf("psg: %s: no threshold: %w", s, ErrOperand)
	}
	return nil
}

// skip takes the products of skipped tiles, which nobody computes, out of the masked pass of s.
func (r *PSGReport) skip(s Shape) {
	r.Masked.MACs -= int64(r.SkippedWeights) * int64(s.Batch) * int64(s.OutH()) * int64(s.OutW())
}

// topActivation returns the predictor's 4 bits of an activation.
func topActivation(v int64, signed bool) int64 {
	if signed {
		return min(max(roundEven(v, 4), -8), 7)
	}
	return min(roundEven(v, 4), 15)
}

// topGradient returns the predictor's 10 bits of an output gradient.
func topGradient(code int16) int64 { return min(max(roundEven(int64(code), 6), -512), 511) }

// roundEven returns v / 2^bits rounded half to even.
func roundEven(v int64, bits uint) int64 {
	floor, half := v>>bits, int64(1)<<(bits-1)
	if rest := v - floor<<bits; rest > half || rest == half && floor&1 == 1 {
		floor++
	}
	return floor
}

func sign(v int64) int8 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func abs(v int64) int64 { return max(v, -v) }
