// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"math/rand"
	"testing"
)

// needed returns the source coordinates that output o takes taps from, by the definition of the convolution: forward
// source = o*stride + k - pad; transposed output o feeds those sources whose forward window contains it.
func needed(w window, transposed bool, o int) (taps map[int]int) {
	taps = map[int]int{}
	for k := range w.kernel {
		if !transposed {
			taps[o*w.stride+k-w.pad+w.shift] = k
			continue
		}
		if at := o + w.pad - k; at%w.stride == 0 {
			taps[at/w.stride+w.shift] = k
		}
	}
	return taps
}

func TestPhasesEnumerateTheTaps(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for range 2000 {
		w := window{source: 1 + r.Intn(12), output: 1 + r.Intn(12), kernel: 1 + r.Intn(7), stride: 1 + r.Intn(2), shift: r.Intn(5) - 2}
		w.pad = r.Intn(w.kernel)
		transposed := r.Intn(2) == 0
		seen := 0
		for _, p := range w.phases(transposed) {
			for i := range p.count(0, w.output) {
				o := p.first + i*p.step
				want := needed(w, transposed, o)
				if len(want) != p.tapped {
					t.Fatalf("%+v transposed %v: output %d has %d taps, phase says %d", w, transposed, o, len(want), p.tapped)
				}
				for m := range p.tapped {
					at := p.at(0) + i*p.srcGap + m*p.tapDir
					if k, ok := want[at]; !ok || k != p.tap0+m*p.tapGap {
						t.Fatalf("%+v transposed %v: output %d tap %d at source %d, want %v", w, transposed, o, p.tap0+m*p.tapGap, at, want)
					}
				}
				seen++
			}
		}
		if seen != w.output {
			t.Fatalf("%+v transposed %v: phases cover %d of %d outputs", w, transposed, seen, w.output)
		}
	}
}

// Reach may include elements between the taps of a stride at the edge of the source, never more.
func TestReachIsTight(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for range 2000 {
		w := window{source: 1 + r.Intn(12), output: 2 + r.Intn(12), kernel: 1 + r.Intn(7), stride: 1 + r.Intn(2)}
		w.pad = r.Intn(w.kernel)
		transposed := r.Intn(2) == 0
		low := r.Intn(w.output) / 2 * 2
		high := low + 1 + r.Intn(w.output-low)
		from, to := w.reach(transposed, low, high)
		first, last := w.source, -1
		for o := low; o < high; o++ {
			for at := range needed(w, transposed, o) {
				if at >= 0 && at < w.source {
					first, last = min(first, at), max(last, at)
				}
			}
		}
		if last < 0 {
			if to-from >= w.stride {
				t.Fatalf("%+v transposed %v outputs [%d,%d): reach [%d,%d), want at most the gap of a stride", w, transposed, low, high, from, to)
			}
			continue
		}
		if from > first || to < last+1 || first-from >= w.stride || to-last-1 >= w.stride {
			t.Fatalf("%+v transposed %v outputs [%d,%d): reach [%d,%d), want [%d,%d)", w, transposed, low, high, from, to, first, last+1)
		}
	}
}

func TestSplitCoversInMultiples(t *testing.T) {
	for total := 1; total < 40; total++ {
		for size := 1; size < 20; size++ {
			for unit := 1; unit <= 2; unit++ {
				bounds := split(total, size, unit)
				if bounds[0] != 0 || bounds[len(bounds)-1] != total {
					t.Fatalf("split(%d, %d, %d) = %v", total, size, unit, bounds)
				}
				smallest, largest := total, 0
				for i := range len(bounds) - 1 {
					piece := bounds[i+1] - bounds[i]
					if piece < 1 || piece > max(size, unit) || bounds[i]%unit != 0 {
						t.Fatalf("split(%d, %d, %d) = %v", total, size, unit, bounds)
					}
					smallest, largest = min(smallest, piece), max(largest, piece)
				}
				if largest-smallest > 2*unit-1 { // a unit, and what the last one lacks
					t.Fatalf("split(%d, %d, %d) = %v is uneven", total, size, unit, bounds)
				}
			}
		}
	}
}

func TestBoxKeepsWithinItsLimit(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for range 2000 {
		unitY, unitX := 1+r.Intn(2), 1+r.Intn(2)
		limit := unitY*unitX + r.Intn(300)
		y, x := window{output: 1 + r.Intn(50)}, window{output: 1 + r.Intn(50)}
		batch := 1 + r.Intn(9)
		b := boxFor(batch, y, x, unitY, unitX, limit)
		for _, c := range chunks(batch, y, x, unitY, unitX, b) {
			if c.rows() > limit || c.rows() < 1 || c.y0%unitY != 0 || c.x0%unitX != 0 {
				t.Fatalf("%dx%dx%d limit %d unit %dx%d: chunk %+v", batch, y.output, x.output, limit, unitY, unitX, c)
			}
		}
	}
}
