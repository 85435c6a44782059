// SPDX-License-Identifier: Apache-2.0

// Package sim is the simulator of the accelerator: a [Machine] runs programs and gives the same bits, the same cycles and
// the same counters as the hardware that package isa describes, under the memory that it defines.
//
// What a program does to memory and how long that takes are computed apart: package exec executes the arithmetic with
// vector kernels, package timing computes times by recurrences. They meet in the machine, which prepares each program once
// and remembers its times for as long as they stay the same.
package sim
