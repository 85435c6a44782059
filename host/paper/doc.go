// SPDX-License-Identifier: Apache-2.0

// Package paper sets the published figures of E2-Train (NeurIPS 2019, arXiv 1910.13349) beside those of runs of this program.
//
// # Published figures
//
// Nobody who wrote this package had the paper's body before them. Every published figure has a mark that says how far it can be
// trusted; see [Mark]. The paper publishes savings, no joules and no times.
//
// # Figures of runs
//
// Of the training of a run, dropped iterations and averages of weights included, evaluations not:
//
//	MACs        multiply-accumulates of convolutions that were executed: counted, padding taps included, those that a mask switched
//	            off excluded
//	bit-ops     each times the widths of its operands: forward 8 x 8, backward-data 8 x 16, backward-weights 8 x 16, the predictor's
//	            4 x 10, masked 8 x 16; 32 x 32 in the baseline
//	joules      modeled
//
// The baseline is the same network in float32 without any technique, in mini-batches of the same size, for 3/4 of the loop iterations of a
// run that drops mini-batches: E2-Train makes such runs 4/3 as long. It never took place: its steps are planned and timed for
// sim:ultra96-fp32, which stands for as many DSP blocks as the run's device has.
package paper
