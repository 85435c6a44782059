// SPDX-License-Identifier: Apache-2.0

package exact

import "github.com/e2train/e2train/driver/conv"

// Conv returns x * w. The batch of s is that of x.
func Conv(s conv.Shape, x Tensor, w []float64) Tensor {
	y := New(x.N, s.OutC, s.OutH(), s.OutW())
	eachRow(s, x.N, func(in, weight, out, count int) {
		for i := range count {
			y.Data[out+i] += float64(x.Data[in+i*s.StrideX] * w[weight])
		}
	})
	return y
}

// ConvInputGradient returns the gradient of the input of Conv.
func ConvInputGradient(s conv.Shape, dy Tensor, w []float64) Tensor {
	dx := New(dy.N, s.InC, s.InH, s.InW)
	eachRow(s, dy.N, func(in, weight, out, count int) {
		for i := range count {
			dx.Data[in+i*s.StrideX] += float64(dy.Data[out+i] * w[weight])
		}
	})
	return dx
}

// ConvWeightGradient returns the gradient of the weights of Conv.
func ConvWeightGradient(s conv.Shape, x, dy Tensor) []float64 {
	dw := make([]float64, s.WeightLen())
	eachRow(s, x.N, func(in, weight, out, count int) {
		for i := range count {
			dw[weight] += float64(dy.Data[out+i] * x.Data[in+i*s.StrideX])
		}
	})
	return dw
}

// eachRow calls f for every weight and every row of the output that it contributes to, with the places of the first
// input and output that meet there and their number. Inputs that follow are a stride apart, outputs one.
func eachRow(s conv.Shape, images int, f func(in, weight, out, count int)) {
	for n := range images {
		for weight := range s.WeightLen() {
			kx, ky := weight%s.KW, weight/s.KW%s.KH
			ci, co := weight/(s.KW*s.KH)%s.InC, weight/(s.KW*s.KH*s.InC)
			if s.Depthwise {
				co = ci
			}
			first, count := overlap(s, kx)
			x := first*s.StrideX + kx - s.PadLeft
			for oy := range s.OutH() {
				y := oy*s.StrideY + ky - s.PadTop
				if y >= 0 && y < s.InH && count > 0 {
					f(((n*s.InC+ci)*s.InH+y)*s.InW+x, weight, ((n*s.OutC+co)*s.OutH()+oy)*s.OutW()+first, count)
				}
			}
		}
	}
}

// overlap returns the first output column, and the number of them, at which tap kx is not on padding.
func overlap(s conv.Shape, kx int) (first, count int) {
	for ox := range s.OutW() {
		x := ox*s.StrideX + kx - s.PadLeft
		if x < 0 {
			first = ox + 1
		} else if x < s.InW {
			count++
		}
	}
	return first, count
}
