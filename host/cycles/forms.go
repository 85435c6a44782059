// SPDX-License-Identifier: Apache-2.0

package cycles

import "github.com/e2train/e2train/driver/conv"

// Array sides of the closed forms.
const side = 16

// matmul is a pass as a matrix product: T outputs per column, N columns, sums of K products; or as so many of them, one after the
// other.
type matmul struct{ k, t, n, products int }

// product returns the pass of s as the other models see it: backward-data with stride 2 over a gradient with inserted zeros, and
// every channel of a depthwise convolution as a convolution of its own.
func product(s conv.Shape, pass conv.Pass) matmul {
	if s.Depthwise {
		channel := s
		channel.InC, channel.OutC, channel.Depthwise = 1, 1, false
		m := product(channel, pass)
		m.products = s.InC
		return m
	}
	taps := s.KH * s.KW
	switch pass {
	case conv.Forward:
		return matmul{k: taps * s.InC, t: s.Batch * s.OutH() * s.OutW(), n: s.OutC, products: 1}
	case conv.BackwardData:
		return matmul{k: taps * s.OutC, t: s.Batch * s.InH * s.InW, n: s.InC, products: 1}
	default:
		return matmul{k: s.Batch * s.OutH() * s.OutW(), t: taps * s.InC, n: s.OutC, products: 1}
	}
}

func ceil(a, b int) int { return (a + b - 1) / b }

// scaleSimWS is SCALE-Sim's weight-stationary time: ceil(K/R) * ceil(N/C) * (2R + C + T - 2) - 1.
func (m matmul) scaleSimWS() int {
	return m.products * (ceil(m.k, side)*ceil(m.n, side)*(3*side+m.t-2) - 1)
}

// scaleSimOS is SCALE-Sim's output-stationary time: ceil(T/R) * ceil(N/C) * (R + C + K - 2) - 1.
func (m matmul) scaleSimOS() int {
	return m.products * (ceil(m.t, side)*ceil(m.n, side)*(2*side+m.k-2) - 1)
}

// stonneOS is STONNE's output-stationary time: ceil(T/R) * ceil(N/C) * (R + C + K + 3).
func (m matmul) stonneOS() int {
	return m.products * ceil(m.t, side) * ceil(m.n, side) * (2*side + m.k + 3)
}
