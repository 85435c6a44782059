// SPDX-License-Identifier: Apache-2.0

package fconv

// portable is the multipliers that every processor has. They define the bits of those that [rounded] returns.
var portable = multipliers{multiplyPortable, multiplyLanesPortable}

// multiplyPortable rounds every product and every sum.
func multiplyPortable(p piece) {
	for v, at := range p.at {
		var sums [lanes]float32
		for s, step := range p.step {
			x, w := p.x[at+step], (*[lanes]float32)(p.w[s*lanes:])
			for l := range sums {
				sums[l] += float32(x * w[l])
			}
		}
		flush(p.y[p.to[v]:], &sums, p.add)
	}
}

// multiplyLanesPortable does the same with a row of x.
func multiplyLanesPortable(p piece) {
	for v, at := range p.at {
		var sums [lanes]float32
		for s, step := range p.step {
			x, w := (*[lanes]float32)(p.x[at+step:]), (*[lanes]float32)(p.w[s*lanes:])
			for l := range sums {
				sums[l] += float32(x[l] * w[l])
			}
		}
		flush(p.y[p.to[v]:], &sums, p.add)
	}
}

// flush stores sums, or adds them.
func flush(y []float32, sums *[lanes]float32, add bool) {
	row := (*[lanes]float32)(y)
	for l, sum := range sums {
		if add {
			row[l] += sum
		} else {
			row[l] = sum
		}
	}
}
