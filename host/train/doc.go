// SPDX-License-Identifier: Apache-2.0

// Package train runs a recipe from its first to its last iteration, in a run directory that it can be resumed from.
//
// # One iteration
//
// It takes the next mini-batch and draws whether to drop it. If not, it runs forward pass, loss, backward pass and
// update. Either way it writes one line to metrics.jsonl, with nothing in it that depends on the machine, and one to
// timing.jsonl, with nothing else. Iterations and epochs count from 1 there. A dropped mini-batch was loaded all the same, so
// its line has the energy of that, and no cycles.
//
// # Predictive sign gradients
//
// With them, an executed iteration also writes one line per layer to psg.jsonl: what the predictor decided. Every so often, from
// the first executed iteration on, its signs are compared with full gradients, which are computed for that alone. It is an
// observation: neither cycles nor joules nor any other figure of the run includes it, wall time excepted.
//
// # Skipped blocks
//
// Where images can skip blocks, the line of an executed iteration also has the share of blocks that they skipped, counted for each image,
// and of their multiply-accumulates. What an image's decisions are drawn from depends on the seed and the number of the
// iteration, so it is the same in a run that was resumed.
//
// # Averages of the weights
//
// With them, weights are taken into their average every so many of the last iterations. At the end the network gets the average and a
// forward pass over training images for its batch norms; only then comes the last evaluation. Both are accounted for apart.
//
// # Power meters
//
// With one, every iteration also writes a line for each layer and pass to energy.jsonl: modeled joules, and what the meter showed from the
// beginning of its first launch to the end of its last, both of the whole board, idle power included. A phase shorter than 20 updates of the
// sensor gets null. The idle board is looked at before and after the run. A meter that stops leaves gaps and a warning, and the run goes on;
// nothing but energy.jsonl and the summary's observed figures depends on it.
//
// # Energy budgets
//
// With one, a probe finds out before the run what things take, package budget plans how many loop iterations there are and how many of
// them are executed, and the plan is computed again after every twentieth of what is left. plan.jsonl has a line for the first plan and
// for every change. The learning rate and other schedules follow the fraction of the plan that lies behind.
//
// # Starting from another run
//
// A run can start from the newest checkpoint of another one. config.json keeps what was taken, and what it took to get there.
//
// # Exact resumption
//
// A checkpoint holds all that later iterations depend on: parameters, momenta, averages, state of the network, plan, and the number of
// iterations done, from which follow the position in the data, the learning rate and what is dropped. It also holds the sums
// of what was done, and how long the logs are; a resumed run cuts them to that length. So metrics.jsonl, eval.jsonl, psg.jsonl, plan.jsonl, the
// final weights, ledger.json and summary.json, times aside, are those of a run that was never interrupted, wherever and however often it
// was. A run that ended before its first checkpoint begins again.
//
// Nothing is resumed under another configuration, on other images or under other rules of the accelerator: config.json
// records all three.
package train
