// SPDX-License-Identifier: Apache-2.0

// Package recipe says what a training run is: a [Config] that names model, data and device and holds every number that
// the result depends on, and the pure functions of it, the learning rate and which mini-batches are dropped.
//
// # Learning rate
//
// A run has a fixed number of loop iterations, dropped ones included: as many as its epochs have mini-batches, or as many
// as the configuration says. With f the fraction of them that lies behind, the rate is the initial one times
//
//	constant   1
//	step       1, from f = 1/2 on 1/10, from f = 3/4 on 1/100
//	cosine     (1 + cos(π f))/2
//	swa        see [SWA]
//
// rounded to float32 once. The first iterations of a warm-up have a tenth of that. Cosines are computed here, with the same bits on every platform.
//
// # Dropping mini-batches (SMD)
//
// Stochastic mini-batch dropping of E2-Train (Wang et al., NeurIPS 2019) is a draw per loop iteration, before the forward
// pass: with probability p the whole mini-batch is dropped. It counts as consumed and the schedule advances, but
// nothing is executed: no forward or backward pass and no update. So momentum and weight decay do not act in a dropped
// iteration, as the paper says. Its released code differs: it runs the optimiser with zero gradients, and the weights go
// on moving, from the first executed iteration on. SMDUpdate does the same; the host's work for it is counted. The draw is a function of the seed and the number of the iteration alone.
//
// The plain run of the same length as the executed part of one with dropping, 1-p times its iterations, costs the same but for
// loading. Its schedule is a function of f and shrinks with it, so it is the baseline to beat: "SMB" of the paper.
//
// # Starting from another run
//
// With Init a run starts from the weights and statistics of another one, and with TrainLayers [HeadLayer] it trains the last layer alone.
//
// # Energy budgets
//
// With an energy budget, length and dropping are upper limits that package host/train plans within. The learning rate and all
// schedules follow the plan, so they are complete in any case.
//
// # Averages of the weights (SWA)
//
// With SWA a run ends with the average of the weights after several of its last iterations. Its schedule is that of the authors of
// E2-Train, with t the part of the time before the first snapshot that lies behind: constant up to t = 1/2, then falling in a
// line to the rate of the averages at t = 9/10, and constant again.
//
// # Values that change
//
// The probability of dropping, the share that skips, and the threshold and skip limit of predictive sign gradients, can each be a [Schedule] over the run.
//
// # Selective layer update (SLU) and stochastic depth
//
// With SLU of the same paper images skip residual blocks as learned gates say ([SLU]); package models/skip says how. Its target, the
// share that skips, can be a [Schedule]. [StochasticDepth] skips at random, and is the baseline at the same share.
//
// # Predictive sign gradients (PSG)
//
// With PSG of the same paper, weights of convolutions are updated from the signs of their gradients, which the device predicts
// where it can ([PSG]; packages driver/conv and models/nn say what is computed). Its threshold is 0.05 of the largest
// prediction of each layer and step, and the initial learning rate 0.03, unless told otherwise.
//
// The update [UpdateSign] takes the same signs of full gradients, on every device: the baseline that shows what predicting costs in
// accuracy and saves in work. The paper calls it SignSGD.
package recipe
