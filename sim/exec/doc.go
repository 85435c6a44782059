// SPDX-License-Identifier: Apache-2.0

// Package exec computes what programs for the accelerator do to memory, with the integer kernels of package kernel and
// without regard to time.
//
// [Compile] turns a program into [Code]: the order in which its instructions can run one after the other, and tables of
// buffer offsets, shared by all instructions of the same geometry. An [Executor] runs code.
//
// # One worker
//
// A small segment runs on one worker: the instructions in their order, each whole. Programs that Validate accepts are
// free of races, so any order that the semaphores allow gives the same bits.
//
// # Several workers
//
// A large segment is cut into pieces of tensor instructions, ranges of vectors of a GEMM or of tiles of an OUTER, and each
// piece is given to a worker ([assignment]). Every worker has on-chip buffers of its own. Linking then finds out, once for
// each segment and number of workers, what every worker has to do so that the bits stay the same for any assignment:
//
//   - It repeats those parts of the loads, and only those, whose entries its pieces read.
//   - Sums are integers, so the sum of a row of ACC may be spread over workers: each adds up its own pieces, beginning at zero,
//     until some piece overwrites the row and begins its sum anew.
//   - A store reads rows. Those that only one worker contributed to are stored by that worker on the way. Of the others each
//     contributor keeps its share, and the shares are added and stored when all workers are done.
//
// A segment that stores to DRAM which it also loads, or stores twice, runs on one worker.
package exec
