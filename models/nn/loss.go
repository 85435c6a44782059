// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"fmt"

	"github.com/e2train/e2train/models/internal/detmath"
	"github.com/e2train/e2train/models/internal/plane"
)

// LossResult is the outcome of a batch.
type LossResult struct {
	Loss    float64 // mean cross-entropy, nats per image
	Correct int     // images whose largest logit (the first, among equals) is the label's
}

// SoftmaxCrossEntropy computes the mean cross-entropy of logits (N x classes x 1 x 1) against one label per image, and
// unless dlogits is nil its gradient (softmax - one-hot)/N, resized to fit. It computes in float64, with sums in the
// order of plane.Sum, and adds the number of logits to ops. Errors wrap [ErrShape], [ErrLabel] or [ErrNotFinite].
func SoftmaxCrossEntropy(logits *Tensor, labels []int, dlogits *Tensor, ops *Ops) (LossResult, error) {
	if err := checkLoss(logits, labels); err != nil {
		return LossResult{}, fmt.Errorf("loss: %w", err)
	}
	if dlogits != nil {
		dlogits.Resize(logits.N, logits.C, 1, 1)
		clear(dlogits.Data)
	}
	var r LossResult
	losses, powers := make([]float64, logits.N), make([]float64, logits.C)
	for n, label := range labels {
		row := image(logits, n)[:logits.C]
		best := argmax(row)
		if best == label {
			r.Correct++
		}
		total := exponentials(powers, row, row[best])
		losses[n] = detmath.Log(total) - (float64(row[label]) - float64(row[best]))
		if dlogits != nil {
			softmaxGradient(image(dlogits, n), powers, total, label, logits.N)
		}
	}
	r.Loss = plane.Sum(losses) / float64(logits.N)
	ops[OpLoss] += int64(logits.N) * int64(logits.C)
	return r, nil
}

func checkLoss(logits *Tensor, labels []int) error {
	if logits.N < 1 || logits.N != len(labels) || !logits.hasShape(logits.N, logits.C, 1, 1) {
		return shapeError("logits %s, %d labels", logits, len(labels))
	}
	for n, label := range labels {
		if label < 0 || label >= logits.C {
			return fmt.Errorf("image %d: label %d of %d classes: %w", n, label, logits.C, ErrLabel)
		}
	}
	if !finite(plane.MaxAbs(logits.Data)) {
		return fmt.Errorf("logits: %w", ErrNotFinite)
	}
	return nil
}

// exponentials stores exp(v - largest) of a row and returns their sum.
func exponentials(powers []float64, row []float32, largest float32) float64 {
	for i, v := range row {
		powers[i] = detmath.Exp(float64(v) - float64(largest))
	}
	return plane.Sum(powers)
}

func softmaxGradient(dst []float32, powers []float64, total float64, label, images int) {
	for i, p := range powers {
		p /= total
		if i == label {
			p--
		}
		dst[i] = float32(p / float64(images))
	}
}

// argmax returns the index of the first largest value.
func argmax(row []float32) int {
	best := 0
	for i, v := range row {
		if v > row[best] {
			best = i
		}
	}
	return best
}
