// SPDX-License-Identifier: Apache-2.0

// Package trace writes what a device did, instruction by instruction, in the JSON form of Chrome's trace events, which
// chrome://tracing and Perfetto show.
//
// There is one process with a thread for the launches and one for each engine. An instruction is a complete event from its
// first to its last issue slot, a wait one that ends where its instruction begins. Times are microseconds of the device's
// clock; arguments hold cycles of the launch. Launches follow one another. What an engine's thread leaves empty is idle.
package trace
