// SPDX-License-Identifier: Apache-2.0

// Package report has the outcome of a run, as summary.json and as a short table for people.
//
// # summary.json
//
// A field is null where its value is unknown: cycles, link and energy on the float32 reference, for example.
//
//	schema                  1
//	model, data, device     as the run was started
//	seed
//	iterations_executed     mini-batches trained on
//	iterations_dropped      mini-batches dropped by SMD
//	test_accuracy           of the last evaluation, 0 ... 1
//	train_loss              mean over the executed iterations of the last epoch that had any
//	seconds                 wall time of the training iterations
//	images_per_second       images trained on / seconds
//	cycles                  of the device
//	macs                    multiply-accumulates of the convolutions, padding taps counted; with PSG those of the predictor too,
//	                        and those that a mask switched off, but none of skipped tiles
//	utilization             macs / (multipliers * cycles), two of the predictor's, which share a multiplier, counted as one
//	clock_hz                the clock that cycles are counted in
//	device_seconds          cycles / clock_hz
//	host_seconds_modeled    of the profile's host, for host_operations
//	bytes_to_device
//	bytes_from_device
//	host_operations         elements by kind of operation
//	energy_modeled_j        joules of the whole board, modeled, not measured: total = dynamic (device) + static (idle board)
//	                        + host + link; low and high bound the total; idle_subtracted = total - static
//	energy_measured_j,      only with a power meter, which says by its kind which of the two: joules of the whole board as it saw them over all
//	energy_emulated_j       iterations, gaps counted with the mean of the rest; static is the idle power, seen before and after, times
//	                        the time on the meter's clock; low and high are the total's 90 % interval from the spread of the samples;
//	                        null where the meter saw too little or not all iterations
//	power                   only with a power meter: its address and kind, iterations, samples, seconds and gap_seconds of training on its clock,
//	                        update_interval_s that was measured, and idle power before and after the run (or the part of it since it was resumed)
//	evaluation              of all passes over the test set: cycles, macs, energy_modeled_j as above, images, seconds, and the
//	                        last accuracy and loss
//	psg                     only with predictive sign gradients, over the executed iterations: decided, the share of weights that the
//	                        predictor decided; skipped_tiles, the share of tiles; wrong_sign_rate, the share of the decided weights
//	                        with a full gradient other than zero whose predicted sign is not that of the full gradient, over the
//	                        checked_iterations alone; the same by layer in layers
//	skipping                only where blocks can be skipped, over the executed iterations: skipped, the share of blocks, counted for
//	                        each image, that were; skipped_macs, of their multiply-accumulates; both of the last epoch alone, too; and
//	                        the share of images that each block computed in blocks
//	inherited               only of a run that started from another one: its directory, step, data and device, and the modeled joules
//	                        of everything that led to its weights, which no other figure here includes
//	plan                    only with an energy budget, in joules: budget_j, spent_j of everything that the run did, planning_j of that, spent
//	                        before it to find out what iterations take; loop iterations steps_asked for and steps done, of them those
//	                        executed, and how often the plan changed (plan.jsonl says when)
//	swa                     only with averages of the weights: snapshots averaged, training images that batch-norm statistics were then
//	                        computed from, and cycles, macs, energy_modeled_j and seconds of both; test_accuracy, evaluation and
//	                        weights_sha256 are then of the average
//	audit                   only with train --audit: the device that launches were run on a second time, the share of them that was
//	                        to be drawn, and of launches, cycles, distinct instructions and geometries (instructions without
//	                        semaphores and addresses) how many there were since the run was started or resumed last, and how many
//	                        of them were audited; all of those had the same bits, cycles and counters on both devices
//	weights_sha256          of master weights and batch-norm statistics
//	kernels                 integer kernels of the simulator, which do not change results
//	version                 of the program
//
// All figures but those in evaluation and swa are of training alone. Those of wall time, seconds and images_per_second,
// differ from run to run; all others follow from the configuration.
package report
