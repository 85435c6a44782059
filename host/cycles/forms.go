// SPDX-License-Identifier: Apache-2.0

package cycles

import "github.com/e2train/e2train/driver/conv"

// Array sides of the closed forms.
const side = 16

// matmul is a pass as a matrix product: T outputs per column, N columns, sums of K products.
type matmul struct{ k, t, n int }

// product returns the pass of s as the other models see it: backward-data with stride 2 over a gradient with inserted zeros.
func product(s conv.Shape, pass conv.Pass) matmul {
	taps := s.KH * s.KW
	switch pass {
	case conv.Forward:
		return matmul{k: taps * s.InC, t: s.Batch * s.OutH() * s.OutW(), n: s.OutC}
	case conv.BackwardData:
		return matmul{k: taps * s.OutC, t: s.Batch * s.InH * s.InW, n: s.InC}
	default:
		return matmul{k: s.Batch * s.OutH() * s.OutW(), t: taps * s.InC, n: s.OutC}
	}
}

func ceil(a, b int) int { return (a + b - 1) / b }

// scaleSimWS is SCALE-Sim's weight-stationary time: ceil(K/R) * ceil(N/C) * (2R + C + T - 2) - 1.
func (m matmul) scaleSimWS() int { return ceil(m.k, side)*ceil(m.n, side)*(3*side+m.t-2) - 1 }

// scaleSimOS is SCALE-Sim's output-stationary time: ceil(T/R) * ceil(N/C) * (R + C + K - 2) - 1.
func (m matmul) scaleSimOS() int { return ceil(m.t, side)*ceil(m.n, side)*(2*side+m.k-2) - 1 }

// stonneOS is STONNE's output-stationary time: ceil(T/R) * ceil(N/C) * (R + C + K + 3).
func (m matmul) stonneOS() int { return ceil(m.t, side) * ceil(m.n, side) * (2*side + m.k + 3) }
