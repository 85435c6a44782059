// SPDX-License-Identifier: Apache-2.0

// Package kernel holds the integer inner loops of the cycle-level simulator:
// the sums of products of an L x L multiplier tile, the conversions between
// the bytes of off-chip memory and the entries of on-chip buffers, the
// rounding stores, and what packs two narrow operands into one. L, called lanes, is 4, 8 or 16.
//
// # Data
//
// An entry is what one buffer address holds:
//
//   - X: L x int16 with 9-bit values, |x| <= 255;
//   - G: L x int16, the full range of s16;
//   - ACC: L x int64. The machine's accumulators are 40 bits wide; the sums
//     here are plain int64 and the stores take the low 40 bits of them.
//
// W holds tiles of L x L values of -128..127, as int16 in a pair-interleaved
// layout which puts next to each other what one multiply-add instruction
// multiplies together. Row r (of the inputs), column c (of the outputs) of
// tile k is at
//
//	(k*L/2 + r/2)*2*L + 2*c + (r&1)
//
// A run of vectors of G can be brought into a similar pair-packed layout with
// [Set.PackPairs]: lane r of vector t is at
//
//	(t/2)*2*L + 2*r + (t&1)
//
// # Offsets
//
// Kernels address entries through tables of int32 offsets, each the index of
// lane 0 of the entry in its slice. An operand which lies in the padding of a
// layer is the offset of an entry of zeros, so no kernel tests bounds: offsets
// are trusted. Whoever builds a table from what nobody has validated checks it
// once with [CheckOffsets]. A
// wrong offset makes a set written in assembly read or write outside the
// slice; lengths of slices are checked in every call and a short one panics,
// as indexing would.
//
// # Sets
//
// A [Set] is one implementation of all kernels. All sets give the same
// numbers, bit for bit; [Default] chooses by the CPU and by the environment
// variable E2TRAIN_KERNELS. A set has no state and may be used by any number
// of goroutines. The one for arm64 has in assembly what the host of a board
// uses, and sums and stores, which a board has hardware for, in plain Go.
//
// Code in assembly cannot be preempted by the Go scheduler, so that one piece
// of work handed to it stays far below a millisecond; longer calls are cut.
//
// The race detector does not see what assembly reads and writes. Run with
// E2TRAIN_KERNELS=portable in the environment to let it look.
package kernel

//go:generate go -C gen run . -out ../kernel_amd64.s -stubs ../kernel_stub_amd64.go
//go:generate go run ./neon -out kernel_arm64.s -declarations kernel_decl_arm64.go
