// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/workers"
)

// weightPieceLen is the number of weights that is worth handing to another thread. Layers have few weights beside their
// activations: pieces of [pieceLen] would leave threads without one.
const weightPieceLen = 2048

// weightPieces returns how many pieces rows of n weights make. A piece has at least one row.
func weightPieces(rows, n int) int {
	group := max(1, weightPieceLen/n)
	return (rows + group - 1) / group
}

// weightPiece returns the first row of piece i, and the one behind it.
func weightPiece(i, rows, n int) (first, end int) {
	group := max(1, weightPieceLen/n)
	return i * group, min((i+1)*group, rows)
}

// largestWeight returns the largest absolute weight, an infinity or a NaN if there is one.
func (e *DeviceEngine) largestWeight(w []float32) float32 {
	e.weightMax = grow(e.weightMax, weightPieces(len(w), 1))
	workers.Do(len(e.weightMax), func(i int) {
		first, end := weightPiece(i, len(w), 1)
		e.weightMax[i] = plane.MaxAbs(w[first:end])
	})
	return plane.MaxAbs(e.weightMax)
}

// maxInputSum returns the largest sum of absolute weight codes of an input channel, over all outputs and taps.
func (e *DeviceEngine) maxInputSum(w []int8, shape conv.Shape) int64 {
	row := shape.InC * shape.KH * shape.KW
	rows := len(w) / row
	for len(e.inputSums) < weightPieces(rows, row) {
		e.inputSums = append(e.inputSums, nil)
	}
	parts := e.inputSums[:weightPieces(rows, row)]
	workers.Do(len(parts), func(i int) {
		first, end := weightPiece(i, rows, row)
		parts[i] = grow(parts[i], shape.InC)
		clear(parts[i])
		addInputSums(parts[i], w[first*row:end*row], shape.KH*shape.KW)
	})
	for _, part := range parts[1:] {
		for ci, sum := range part {
			parts[0][ci] += sum
		}
	}
	return maxOf(parts[0])
}

// addInputSums adds the absolute codes of whole rows, of the given number of taps for every channel, to the sums of the channels.
func addInputSums(sums []int64, w []int8, taps int) {
	for len(w) > 0 {
		for ci := range sums {
			var sum int32 // a register, of which taps have bits enough
			for _, v := range w[:taps] {
				sum += max(int32(v), -int32(v))
			}
			sums[ci] += int64(sum)
			w = w[taps:]
		}
	}
}
