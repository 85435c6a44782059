// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"fmt"

	"github.com/e2train/e2train/models/internal/plane"
)

// Backward computes the gradients of gamma and beta (overwritten) and of the normalised tensor, in dy, which gets its
// shape and knows its largest absolute value. dz is the gradient of the layer's output. If it came through a [Sink] with
// this layer as its Norm, as it should, the ReLU has been applied and the sums have been gathered on the way; else both
// is done first, in dz. dz then holds the gradient before ReLU, which is also that of the shortcut.
//
// With sums over the m pixels of a channel, and xhat = (y - mean)*invStd:
//
//	dbeta = sum dz    dgamma = sum dz*xhat = invStd*(sum dz*y - mean*sum dz)
//	dy    = gamma*invStd*(dz - dbeta/m - xhat*dgamma/m) = a*dz + b*y + c
//
// with a as in Forward, b = -a*invStd*dgamma/m and c = -a*dbeta/m - b*mean, in float64 and rounded to float32 once, c
// from the rounded a and b. Errors are [LayerError] and wrap [ErrOrder], [ErrShape] or [ErrNotFinite].
func (l *BatchNorm) Backward(dz, dy *Gradient) error {
	if !l.absorbed {
		if err := l.expect(&dz.Tensor); err != nil {
			return layerError(l.Name, "backward", err)
		}
		eachPlane(&dz.Tensor, func(p int) { l.absorb(p, dz.Plane(p)) })
	}
	if !dz.sameShape(&l.y) {
		return layerError(l.Name, "backward", shapeError("gradient %s of %s", &dz.Tensor, &l.y))
	}
	l.absorbed, l.comparing, l.against = false, false, nil
	l.combine()
	if err := l.backwardCoefficients(); err != nil {
		return layerError(l.Name, "backward", err)
	}
	l.inputGradient(dz, dy)
	return nil
}

// expect prepares for the planes of the gradient of the layer's output.
func (l *BatchNorm) expect(dz *Tensor) error {
	if !l.trained {
		return fmt.Errorf("%s: %w", l.Name, ErrOrder)
	}
	if !dz.sameShape(&l.y) {
		return shapeError("gradient %s of %s", dz, &l.y)
	}
	l.moments.reset(l.y.Planes())
	l.absorbed = true
	return nil
}

// absorb applies the derivative of ReLU to plane p of the gradient, in place, and gathers its sums.
func (l *BatchNorm) absorb(p int, dz []float32) {
	if l.comparing {
		l.absorbAndCompare(p, dz)
	} else {
		l.gather(p, dz)
	}
}

func (l *BatchNorm) gather(p int, dz []float32) {
	first, second := &l.moments.First[p], &l.moments.Second[p]
	if l.relu {
		n := len(dz) / 8
		plane.MaskProducts(dz, l.mask[p*n:(p+1)*n], l.y.Plane(p), first, second)
	} else {
		plane.Products(dz, l.y.Plane(p), first, second)
	}
}

// backwardCoefficients sets the gradients of the parameters, and a, b and c of the input gradient.
func (l *BatchNorm) backwardCoefficients() error {
	m := l.pixels()
	for c, gamma := range l.Gamma.Value {
		mean, invStd, dbeta := l.mean[c], l.invStd[c], l.first[c]
		dgamma := invStd * (l.second[c] - float64(mean*dbeta))
		a := float32(float64(gamma) * invStd)
		b := float32(-float64(a) * invStd * dgamma / m)
		k := float32(-float64(float64(a)*dbeta/m) - float64(float64(b)*mean))
		l.Gamma.Grad[c], l.Beta.Grad[c] = float32(dgamma), float32(dbeta)
		if !finite(b) || !finite(k) || !finite(l.Gamma.Grad[c]) || !finite(l.Beta.Grad[c]) {
			return fmt.Errorf("gradient of channel %d: %w", c, ErrNotFinite)
		}
		l.a[c/Lanes][c%Lanes], l.b[c/Lanes][c%Lanes], l.c[c/Lanes][c%Lanes] = a, b, k
	}
	return nil
}

func (l *BatchNorm) inputGradient(dz, dy *Gradient) {
	dy.Resize(dz.N, dz.C, dz.H, dz.W)
	dy.planeMax = grow(dy.planeMax, dy.Planes())
	blocks := len(l.a)
	eachPlane(&dz.Tensor, func(p int) {
		a, b, c := &l.a[p%blocks], &l.b[p%blocks], &l.c[p%blocks]
		dy.planeMax[p] = plane.BackNormalize(dy.Plane(p), dz.Plane(p), l.y.Plane(p), a, b, c)
	})
	dy.Max = plane.MaxAbs(dy.planeMax)
	l.ops[OpBatchNormBackward] += int64(len(dy.Data))
}
