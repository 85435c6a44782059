// SPDX-License-Identifier: Apache-2.0

package randprog

import "github.com/e2train/e2train/rtl/isa"

// Regions behind the first registers are only loaded, those behind the last ones loaded and stored, the others only stored.
const (
	loadBases   = 3
	commonBases = 2
)

// regionLimit bounds the bytes of one region.
const regionLimit = 1 << 16

// walk is the addressing of a LOAD or STORE.
type walk struct {
	run    uint16
	count  [3]uint16
	offset uint32
	stride [3]int32
	dram   span
}

// randomWalk addresses n entries, at least one, of the given size, at or behind byte from.
func (b *builder) randomWalk(n, entryBytes, from int) walk {
	w := walk{run: 1}
	for i := range w.count {
		w.count[i] = uint16(b.divisor(n))
		n /= int(w.count[i])
	}
	w.run = uint16(n)
	low, high := b.fittingStrides(&w, entryBytes)
	slack := max(0, regionLimit-(high-low)) / b.config.AXIBytes
	if !b.chance(4) {
		slack = min(slack, 64)
	}
	w.offset = uint32(from - low + b.config.AXIBytes*b.between(0, slack))
	w.dram = span{int(w.offset) + low, int(w.offset) + high}
	return w
}

// strideTries is how often strides are drawn before runs simply follow each other.
const strideTries = 20

// fittingStrides draws strides that reach no further than regionLimit, and returns the bytes they reach. Where there are too
// many entries for any to do so, one run follows the other.
func (b *builder) fittingStrides(w *walk, entryBytes int) (low, high int) {
	for range strideTries {
		b.randomStrides(w, entryBytes)
		if low, high = w.reach(entryBytes); high-low <= regionLimit {
			return low, high
		}
	}
	next := int(w.run) * entryBytes
	for i, n := range w.count {
		w.stride[i] = int32(next)
		next *= int(n)
	}
	return w.reach(entryBytes)
}

// randomStrides lets runs follow each other, or leave gaps, run backwards and overlap.
func (b *builder) randomStrides(w *walk, entryBytes int) {
	next := int(w.run) * entryBytes
	for i := range w.stride {
		switch {
		case b.chance(2):
			w.stride[i] = int32(next)
		case !b.tidy && b.chance(6):
			w.stride[i] = int32(b.config.AXIBytes * b.between(-next/b.config.AXIBytes, next/b.config.AXIBytes))
		default:
			w.stride[i] = int32(next + b.config.AXIBytes*b.between(0, 20))
			if b.chance(3) {
				w.stride[i] = -w.stride[i]
			}
		}
		next = max(next, int(max(w.stride[i], -w.stride[i]))*int(w.count[i]))
	}
}

// reach returns the bytes that the walk touches, relative to its offset.
func (w *walk) reach(entryBytes int) (low, high int) {
	for i, n := range w.count {
		last := (int(n) - 1) * int(w.stride[i])
		low, high = low+min(0, last), high+max(0, last)
	}
	return low, high + int(w.run)*entryBytes
}

// divisor returns a random divisor of n, often 1.
func (b *builder) divisor(n int) int {
	if b.chance(2) {
		return 1
	}
	for {
		if d := b.between(1, min(n, 40)); n%d == 0 {
			return d
		}
	}
}

// region notes that the program touches bytes of a base.
func (b *builder) region(base uint8, s span) {
	b.sizes[base] = max(b.sizes[base], s.high)
}

func (b *builder) loadBase() uint8 {
	if b.chance(4) && !(b.tidy && b.chance(4)) {
		return uint8(b.between(isa.NumBases-commonBases, isa.NumBases-1))
	}
	return uint8(b.between(0, loadBases-1))
}

func (b *builder) storeBase() uint8 { return uint8(b.between(loadBases, isa.NumBases-1)) }

// storeFrom returns the first byte that a store through a base may write: any, or in a tidy segment what nothing uses yet.
func (b *builder) storeFrom(base uint8) int {
	if end := b.sizes[base]; b.tidy && end < regionLimit {
		return end
	}
	return 0
}
