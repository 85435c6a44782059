// SPDX-License-Identifier: Apache-2.0

// Package verify runs random convolutions on two devices, or on a device and plain integer loops, and compares every bit,
// cycle and counter.
//
// Cases are drawn so that they fall into every stratum of a list: kernels, strides, paddings, channel counts around the
// lane count, batches, degenerate sizes, passes, extreme operands, work that needs several tiles, segments and launches. A
// run that left a stratum empty has not verified what it claims, and says so.
package verify
