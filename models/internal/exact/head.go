// SPDX-License-Identifier: Apache-2.0

package exact

import "math"

// ReLU returns max(x, 0) and notes in kinks which values are positive.
func ReLU(x Tensor, kinks *Kinks) Tensor {
	for _, v := range x.Data {
		kinks.note(v)
	}
	return x.Map(func(v float64) float64 { return max(v, 0) })
}

// ReLUGradient returns dy where the output y of ReLU is positive and 0 elsewhere.
func ReLUGradient(dy, y Tensor) Tensor {
	dx := dy.Like()
	for i, g := range dy.Data {
		if y.Data[i] > 0 {
			dx.Data[i] = g
		}
	}
	return dx
}

// Pool returns the mean of each channel of each image.
func Pool(x Tensor) Tensor {
	y := New(x.N, x.C, 1, 1)
	for i := range y.Data {
		for _, v := range x.plane(i/x.C, i%x.C) {
			y.Data[i] += v / float64(x.H*x.W)
		}
	}
	return y
}

// PoolGradient returns the gradient of an input of Pool of height h and width w.
func PoolGradient(dy Tensor, h, w int) Tensor {
	dx := New(dy.N, dy.C, h, w)
	for i := range dx.Data {
		dx.Data[i] = dy.Data[i/(h*w)] / float64(h*w)
	}
	return dx
}

// Linear returns weight*x + bias, weight [out][in].
func Linear(x Tensor, weight, bias []float64) Tensor {
	y := New(x.N, len(bias), 1, 1)
	for i := range y.Data {
		n, o := i/y.C, i%y.C
		y.Data[i] = bias[o] + Dot(weight[o*x.C:(o+1)*x.C], x.Data[n*x.C:])
	}
	return y
}

// LinearGradient returns the gradients of x, weight and bias of Linear.
func LinearGradient(dy, x Tensor, weight []float64) (dx Tensor, dweight, dbias []float64) {
	dx, dweight, dbias = x.Like(), make([]float64, len(weight)), make([]float64, dy.C)
	for i, g := range dy.Data {
		n, o := i/dy.C, i%dy.C
		dbias[o] += g
		for c := range x.C {
			dweight[o*x.C+c] += float64(g * x.Data[n*x.C+c])
			dx.Data[n*x.C+c] += float64(g * weight[o*x.C+c])
		}
	}
	return dx, dweight, dbias
}

// CrossEntropy returns the mean cross-entropy of the softmax of logits, and its gradient.
func CrossEntropy(logits Tensor, labels []int) (loss float64, dlogits Tensor) {
	dlogits = logits.Like()
	for n, label := range labels {
		row, d := logits.Data[n*logits.C:(n+1)*logits.C], dlogits.Data[n*logits.C:(n+1)*logits.C]
		var sum float64
		for _, v := range row {
			sum += math.Exp(v)
		}
		loss += (math.Log(sum) - row[label]) / float64(logits.N)
		for i, v := range row {
			d[i] = math.Exp(v) / sum / float64(logits.N)
		}
		d[label] -= 1 / float64(logits.N)
	}
	return loss, dlogits
}
