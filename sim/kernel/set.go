// SPDX-License-Identifier: Apache-2.0

package kernel

// Set is one implementation of the kernels, for one instruction set. Its
// methods check their arguments, cut the work into pieces for which int32
// sums are exact and which are short, and leave these to the functions here.
//
// The functions may take for granted what the methods check, and that no
// piece is empty.
type Set struct {
	name         string
	avx2         bool // CPUs that run it have AVX2
	neon         bool // it is the one for arm64
	gemm         func(gemmPiece)
	outer        func(outerPiece)
	packPairs    func(lanes int, dst, src []int16, off []int32)
	expandBytes  func(dst []int16, src []byte, signed bool)
	expandRows   func(lanes int, dst []int16, src []byte, row int)
	storeInt32   func(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool)
	storeInt16   func(dst []byte, acc []int64, shift uint) (maxAbs int64, saturated bool)
	storeInt64   func(dst []byte, acc []int64) (maxAbs int64)
	storeSign    func(dst []byte, acc []int64) (maxAbs int64)
	splitNibbles func(high, low, src []int16, signed bool)
	roundNibbles func(dst, src []byte, signed bool, shift uint)
	roundWords   func(dst, src []int16)
	peak         func(iters int)
	peakMACs     int // multiply-accumulates of one iteration of peak
}

// Name returns the name by which [Select] finds the set.
func (s *Set) Name() string { return s.name }

// AVX2 tells whether every CPU that can run the set has AVX2. Code elsewhere
// that has versions for instruction sets of its own follows the choice by it.
func (s *Set) AVX2() bool { return s.avx2 }

// NEON is AVX2 for the vector instructions of arm64.
func (s *Set) NEON() bool { return s.neon }

// maxPieceElements is how many elements a copying kernel is given at once: at
// a few bytes per cycle they take a small part of a millisecond. It is a
// multiple of 2*16, so a cut never parts a pair of entries.
const maxPieceElements = 1 << 17

// checkLanes panics unless lanes is a width the package knows.
func checkLanes(lanes int) {
	if lanes != 4 && lanes != 8 && lanes != 16 {
		panic("kernel: lanes is not 4, 8 or 16")
	}
}

// require panics with what unless ok.
func require(ok bool, what string) {
	if !ok {
		panic("kernel: " + what)
	}
}
