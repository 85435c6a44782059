// SPDX-License-Identifier: Apache-2.0

// Package randprog makes random valid programs for tests: of the simulator against simple models, of RTL against the
// simulator, of any device against another.
//
// A program is built instruction by instruction in an order in which it could run. Each instruction gets random operands
// and geometry; loads that fill its operands are put before it. Where it touches what an instruction of another
// engine touched before, and nothing orders the two yet, the earlier one signals a semaphore and the later one waits for it,
// as the planner of a convolution does by design. All opcodes, flags, store formats and pack modes occur, as do
// zero-size padding, odd and negative strides, loads of what an earlier store wrote, chains of segments, segments without
// instructions, and signals that nobody waits for.
package randprog
