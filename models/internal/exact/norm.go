// SPDX-License-Identifier: Apache-2.0

package exact

import "math"

// Norm is batch norm in training, with what its backward needs.
type Norm struct {
	Gamma, Beta    []float64
	Mean, Variance []float64 // of the last Forward, biased
	x              Tensor
}

const epsilon = 1e-5

// Forward returns gamma*(x-mean)/sqrt(variance+1e-5) + beta.
func (l *Norm) Forward(x Tensor) Tensor {
	l.x, l.Mean, l.Variance = x, make([]float64, x.C), make([]float64, x.C)
	y := x.Like()
	for c := range x.C {
		l.statistics(c)
		for n := range x.N {
			dst := y.plane(n, c)
			for i, v := range x.plane(n, c) {
				dst[i] = l.Gamma[c]*(v-l.Mean[c])/math.Sqrt(l.Variance[c]+epsilon) + l.Beta[c]
			}
		}
	}
	return y
}

// statistics computes mean and variance of channel c in two passes.
func (l *Norm) statistics(c int) {
	m := float64(l.x.N * l.x.H * l.x.W)
	for n := range l.x.N {
		for _, v := range l.x.plane(n, c) {
			l.Mean[c] += v / m
		}
	}
	for n := range l.x.N {
		for _, v := range l.x.plane(n, c) {
			l.Variance[c] += (v - l.Mean[c]) * (v - l.Mean[c]) / m
		}
	}
}

// Backward returns the gradients of x, gamma and beta.
func (l *Norm) Backward(dy Tensor) (dx Tensor, dgamma, dbeta []float64) {
	dx, dgamma, dbeta = dy.Like(), make([]float64, dy.C), make([]float64, dy.C)
	m := float64(dy.N * dy.H * dy.W)
	for c := range dy.C {
		std := math.Sqrt(l.Variance[c] + epsilon)
		for n := range dy.N {
			x := l.x.plane(n, c)
			for i, g := range dy.plane(n, c) {
				dgamma[c] += g * (x[i] - l.Mean[c]) / std
				dbeta[c] += g
			}
		}
		for n := range dy.N {
			x, dst := l.x.plane(n, c), dx.plane(n, c)
			for i, g := range dy.plane(n, c) {
				dst[i] = l.Gamma[c] / std * (g - dbeta[c]/m - (x[i]-l.Mean[c])/std*dgamma[c]/m)
			}
		}
	}
	return dx, dgamma, dbeta
}
