// SPDX-License-Identifier: Apache-2.0

package plane

// LaneSums returns the sums of the values of x, lane by lane. The length is a multiple of 16.
func LaneSums(x []float32) Sums { return chosen.Load().laneSums(x) }

func portableLaneSums(x []float32) (sum Sums) {
	for ; len(x) >= Lanes; x = x[Lanes:] {
		for l, v := range (*[Lanes]float32)(x) {
			sum[l] += float64(v)
		}
	}
	return sum
}

// Fill stores v in every pixel of dst.
func Fill(dst []float32, v *Coefficients) {
	for ; len(dst) >= Lanes; dst = dst[Lanes:] {
		*(*[Lanes]float32)(dst) = *v
	}
}

// Add adds x to dst. x is at least as long as dst.
func Add(dst, x []float32) { chosen.Load().add(dst, x[:len(dst)]) }

func portableAdd(dst, x []float32) {
	x = x[:len(dst)]
	for i := range dst {
		dst[i] += x[i]
	}
}

// AddEach adds v to every pixel of dst, whose length is a multiple of 16.
func AddEach(dst []float32, v *Coefficients) { chosen.Load().addEach(dst, v) }

func portableAddEach(dst []float32, v *Coefficients) {
	for ; len(dst) >= Lanes; dst = dst[Lanes:] {
		d := (*[Lanes]float32)(dst)
		for l := range d {
			d[l] += v[l]
		}
	}
}
