// SPDX-License-Identifier: Apache-2.0

package fconv

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/e2train/e2train/driver/conv"
)

// peakMACs is how many multiply-accumulates a round of the peak loop makes.
const peakMACs = 96

// TestPeakCounts counts the multiply-adds in the assembly of the peak loop.
func TestPeakCounts(t *testing.T) {
	text, err := os.ReadFile("kernel_amd64.s")
	if err != nil {
		t.Fatal(err)
	}
	_, body, found := strings.Cut(string(text), "TEXT ·peakFMA(SB)")
	body, _, _ = strings.Cut(body, "JNZ")
	if macs := 8 * strings.Count(body, "VFMADD231PS"); !found || macs != peakMACs {
		t.Errorf("a round makes %d multiply-accumulates, not %d", macs, peakMACs)
	}
}

// BenchmarkLayers runs the passes of the 3x3 layers of ResNet-20 and its stem on one processor, a few images at a time, in
// turn with the loop that shows what the multipliers can do. Other work on the machine and changes of its clock meet both
// alike.
func BenchmarkLayers(b *testing.B) {
	m := needAssembly(b)
	down := layer(16, 32, 32)
	down.StrideY, down.StrideX = 2, 2
	for _, l := range []struct {
		name  string
		shape conv.Shape
	}{
		{"32x32x16", layer(16, 16, 32)}, {"16x16x32", layer(32, 32, 16)}, {"8x8x64", layer(64, 64, 8)},
		{"32x32x3to16", layer(3, 16, 32)}, {"32x32x16to32stride2", down}, {"32x32x96depthwise", depthwise(96, 32, 1)},
		{"8x8x384depthwise", depthwise(384, 8, 1)},
	} {
		for _, pass := range []struct {
			name string
			run  func(b *batch, first, end int)
		}{{"forward", (*batch).forward}, {"backward_data", (*batch).backwardData}, {"backward_weights", (*batch).backwardWeights}} {
			b.Run(l.name+"/"+pass.name, func(b *testing.B) {
				images := newBatch(l.shape, m)
				l.shape.Batch = benchPart
				at := 0
				reportMACs(b, l.shape.MACs(), func() {
					pass.run(images, at, at+benchPart)
					at = (at + benchPart) % benchImages
				})
			})
		}
	}
}

const (
	benchImages = 128
	benchPart   = 8 // images at a time, as many as a part of a batch has
)

// batch is the operands of a layer.
type batch struct {
	*direct
	x, y, kept, sums []float32
}

func newBatch(s conv.Shape, m multipliers) *batch {
	s.Batch = benchImages
	c := newDirect(s, m.of(s))
	return &batch{
		direct: c, x: make([]float32, s.InputLen()), y: make([]float32, s.OutputLen()),
		kept: make([]float32, benchImages*c.KeptLen()), sums: make([]float32, c.SumsLen()),
	}
}

// part returns some images of the values of a batch.
func part(v []float32, first, end int) []float32 {
	size := len(v) / benchImages
	return v[first*size : end*size]
}

func (b *batch) forward(first, end int) {
	for n := first; n < end; n++ {
		b.Forward(part(b.y, n, n+1), part(b.x, n, n+1), part(b.kept, n, n+1))
	}
}

func (b *batch) backwardData(first, end int) {
	for n := first; n < end; n++ {
		b.BackwardData(part(b.x, n, n+1), part(b.y, n, n+1))
	}
}

func (b *batch) backwardWeights(first, end int) {
	for n := first; n < end; n++ {
		b.BackwardWeights(b.sums, part(b.kept, n, n+1), part(b.y, n, n+1))
	}
}

// timed returns the seconds that f takes.
func timed(f func()) float64 {
	start := time.Now()
	f()
	return time.Since(start).Seconds()
}

// reportMACs runs f, which makes macs, in turn with the peak loop, and reports the median of its speeds and of its
// shares of the peak.
func reportMACs(b *testing.B, macs int64, f func()) {
	b.Helper()
	const rounds = 100_000
	var speeds, shares []float64
	for b.Loop() {
		speed := float64(macs) / timed(f)
		peak := rounds * peakMACs / timed(func() { peakFMA(rounds) })
		speeds, shares = append(speeds, speed), append(shares, speed/peak)
	}
	slices.Sort(speeds)
	slices.Sort(shares)
	b.ReportMetric(0, "ns/op") // of both together, which says nothing
	b.ReportMetric(speeds[len(speeds)/2]/1e9, "GMAC/s")
	b.ReportMetric(100*shares[len(shares)/2], "%peak")
}
