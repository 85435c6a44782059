// SPDX-License-Identifier: Apache-2.0

package data

import "math/bits"

// Streams of random numbers. Each use has its own, so that no two uses share
// numbers under one seed.
const (
	streamOrder   = 1 // (epoch, position) for the order of images
	streamAugment = 2 // (epoch, image index) for crop and flip
)

// random returns the 64 random bits that belong to a counter. It is a pure
// function of its arguments: SplitMix64's step absorbs them one after the
// other. Only integer operations are used, so the bits are the same everywhere.
func random(seed, stream, a, b uint64) uint64 {
	h := mix(seed)
	h = mix(h ^ stream)
	h = mix(h ^ a)
	return mix(h ^ b)
}

// mix is one step of SplitMix64: the golden-ratio increment and the finaliser.
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below maps 64 random bits to 0 … n-1. The bias is under n/2⁶⁴.
func below(r uint64, n int) int {
	hi, _ := bits.Mul64(r, uint64(n))
	return int(hi)
}
