// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"slices"
	"testing"
	"time"
)

// sliceTime is about how long a kernel and the peak loop run in turn. Other
// work on the machine and changes of its clock then meet both alike.
const sliceTime = 100 * time.Microsecond

// timed returns how long f takes.
func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// often returns how often f has to run to take near a sliceTime.
func often(f func()) int {
	best := sliceTime
	for range 10 {
		best = min(best, timed(f))
	}
	return 1 + int(sliceTime/max(best, time.Microsecond/10))
}

// reportMACs runs f, which makes macs, in turn with the peak loop of the set.
// It reports the median speeds of both, and the median over all pairs of
// slices of the share that f has of the peak.
func reportMACs(b *testing.B, s *Set, macs int, f func()) {
	b.Helper()
	loop, loopMACs := PeakMACs(s)
	const peakIters = 100
	peak := func() { loop(peakIters) }
	times, peakTimes := often(f), often(peak)
	var speeds, peaks, shares []float64
	for b.Loop() {
		took := timed(func() {
			for range times {
				f()
			}
		})
		peakTook := timed(func() {
			for range peakTimes {
				peak()
			}
		})
		speed := float64(macs*times) / took.Seconds()
		most := float64(loopMACs*peakIters*peakTimes) / peakTook.Seconds()
		speeds, peaks, shares = append(speeds, speed), append(peaks, most), append(shares, speed/most)
	}
	b.ReportMetric(0, "ns/op") // of both together, which says nothing
	b.ReportMetric(median(speeds)/1e9, "GMAC/s")
	b.ReportMetric(median(peaks)/1e9, "peakGMAC/s")
	b.ReportMetric(100*median(shares), "%peak")
}

// median returns the middle one of v, which it sorts.
func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// layer is a 3x3 convolution of images of size x size with blocks entries of
// 16 channels for each pixel.
type layer struct {
	name         string
	images       int
	size, blocks int
}

var layers = []layer{
	{"32x32x16", 1, 32, 1},
	{"16x16x32", 1, 16, 2},
	{"8x8x64", 4, 8, 4},
}

// benchVectors is how many pixels a pass is over.
const benchVectors = 256

// operands returns the table of the operands of the first benchVectors
// pixels, nine taps times blocks for each, and how many entries they lie in;
// entry 0 is the zero entry.
func (l *layer) operands() (xOff []int32, count int) {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			for block := range l.blocks {
				for p := range benchVectors {
					xOff = append(xOff, int32(l.entry(p, dx, dy, block)*16))
				}
			}
		}
	}
	return xOff, 1 + l.images*l.size*l.size*l.blocks
}

// entry returns the entry which is dx, dy away from pixel p.
func (l *layer) entry(p, dx, dy, block int) int {
	x, y, image := p%l.size+dx, p/l.size%l.size+dy, p/l.size/l.size
	if x < 0 || y < 0 || x >= l.size || y >= l.size {
		return 0
	}
	return 1 + ((image*l.size+y)*l.size+x)*l.blocks + block
}

func BenchmarkGemm(b *testing.B) {
	for _, s := range usableSets(b) {
		for _, l := range layers {
			for _, wide := range []bool{false, true} {
				name := s.Name() + "/" + l.name + "/narrow"
				if wide {
					name = s.Name() + "/" + l.name + "/wide"
				}
				b.Run(name, func(b *testing.B) { benchGemm(b, s, &l, wide) })
			}
		}
	}
}

func benchGemm(b *testing.B, s *Set, l *layer, wide bool) {
	rng := testRand(b)
	xOff, count := l.operands()
	tiles := len(xOff) / benchVectors
	x := fill16(rng, count*16, -255, 255)
	w := fill16(rng, tiles*256, -128, 127)
	acc := make([]int64, benchVectors*16)
	accOff := make([]int32, benchVectors)
	for i := range accOff {
		accOff[i] = int32(i * 16)
	}
	reportMACs(b, s, benchVectors*tiles*256, func() {
		s.Gemm(16, acc, accOff, x, xOff, w, tiles, wide, false)
	})
}

func BenchmarkOuter(b *testing.B) {
	for _, s := range usableSets(b) {
		b.Run(s.Name(), func(b *testing.B) {
			rng := testRand(b)
			xOff, count := layers[0].operands()
			x := fill16(rng, count*16, -255, 255)
			g := fill16(rng, benchVectors*16, -32768, 32767)
			acc := make([]int64, 256)
			reportMACs(b, s, benchVectors*256, func() {
				s.Outer(16, acc, g, x, xOff[:benchVectors], benchVectors, true)
			})
		})
	}
}

// BenchmarkCopies measures what moves data; a byte is one of the source.
func BenchmarkCopies(b *testing.B) {
	rng := testRand(b)
	const n = 4096
	raw, acc := fillBytes(rng, n), fill64(rng, n)
	values, out := fill16(rng, n, -255, 255), make([]byte, 8*n)
	off := entries(rng, n/16, n/16, 16)
	dst, high := make([]int16, n), make([]int16, n)
	for _, s := range usableSets(b) {
		for _, c := range []struct {
			name  string
			bytes int64
			run   func()
		}{
			{"PackPairs", 2 * n, func() { s.PackPairs(16, dst, values, off) }},
			{"ExpandBytes", n, func() { s.ExpandBytes(dst, raw, false) }},
			{"ExpandRows", n, func() { s.ExpandRows(16, dst, raw, 0) }},
			{"CopyInt16", n, func() { s.CopyInt16(dst, raw) }},
			{"SplitNibbles", 2 * n, func() { s.SplitNibbles(dst, high, values, false) }},
			{"RoundNibbles", n, func() { s.RoundNibbles(out, raw, false, 4) }},
			{"RoundWords", 2 * n, func() { s.RoundWords(dst, values) }},
			{"StoreInt32", 8 * n, func() { s.StoreInt32(out, acc, 8) }},
			{"StoreInt16", 8 * n, func() { s.StoreInt16(out, acc, 8) }},
			{"StoreInt64", 8 * n, func() { s.StoreInt64(out, acc, 8) }},
			{"StoreSign", 8 * n, func() { s.StoreSign(out, acc, 8) }},
		} {
			b.Run(s.Name()+"/"+c.name, func(b *testing.B) {
				b.SetBytes(c.bytes)
				for b.Loop() {
					c.run()
				}
			})
		}
	}
}
