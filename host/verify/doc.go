// SPDX-License-Identifier: Apache-2.0

// Package verify runs random convolutions and their predictive sign gradients (PSG) on two devices, or on a device and plain
// integer loops, and compares every bit, cycle and counter.
//
// Cases are drawn so that they fall into every stratum of a list: kernels, strides, paddings, channel counts around the
// lane count, batches, degenerate sizes, passes, extreme operands, work that needs several tiles, segments and launches; for
// PSG also predictions that equal the threshold or are zero, how much is decided and skipped, and every skip limit. A run that
// left a stratum empty has not verified what it claims, and says so.
//
// Which weights a skip limit affects depends on the lanes of a device. Between devices of different lanes, PSG is compared with
// skip limit 0, which changes no sign, and without the numbers of tiles.
package verify
