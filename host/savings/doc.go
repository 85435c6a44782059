// SPDX-License-Identifier: Apache-2.0

// Package savings prices the ledger of a run: where its joules went, by account, layer, pass and technique, and what it saves
// against other runs that did not take place. Every joule is modeled.
//
// # Spent
//
// The price of all passes of all layers and of all host operations is that of the run, but for rounding. Static energy, that of the idle
// board, belongs to whatever takes the time.
//
// # Saved by technique
//
// What was not computed has no counters; it is priced by what was.
//
//	SMD   dropped iterations, at the mean price of an executed one. Spent: loading what was dropped.
//	SLU   images that skipped a layer, at the measured price of the layer's passes per image. How many skipped follows from the
//	      layer's multiply-accumulates; so does the host's work around the layer. Stochastic depth is the same. Spent: gates, and
//	      gathering images.
//	PSG   plain backward-weights passes, as planned and timed for the recipe's mini-batch, per image that the layer computed. Spent:
//	      the predictor's pass, the masked pass, and the top bits that the host packs. Where both cost more, PSG loses.
//	SWA   saves nothing. Spent: averages, and the pass that computes statistics for them.
//
// SLU and PSG are about executed iterations. What they leave between a plain executed iteration and a real one is the rest: smaller
// mini-batches, which cost more per image, and the last ones of epochs.
//
// # Baselines
//
// A baseline is the same network on the same images in plain mini-batches of the same size, for the loop iterations of the recipe,
// or three quarters of them if it drops mini-batches: E2-Train makes such runs 4/3 as long. (A run that an energy budget made shorter
// is compared with what its recipe asked for.) It evaluates as often as the run. It
// need not be trained, because what it takes does not depend on values: one step and one evaluation are planned and timed
// ([session.Plan]). Plain 8/16 bit is planned for the run's own device, float32 for sim:ultra96-fp32.
//
// Everything of the run counts in a saving, evaluation and averaging included. Ranges are those of [energy.Compare].
package savings
