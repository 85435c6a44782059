// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"fmt"

	"github.com/e2train/e2train/models/internal/plane"
)

// Forward normalises the tensor that Input returned into out, which gets its shape, and which afterwards knows the
// largest absolute value of each image. shortcut, which may be nil and else has the same shape, is added, before ReLU.
// In training the batch's moments are used and the running statistics updated. Errors are [LayerError] and wrap
// [ErrShape] or [ErrNotFinite].
func (l *BatchNorm) Forward(out, shortcut *Activation, train bool) error {
	if shortcut != nil && !shortcut.sameShape(&l.y) {
		return layerError(l.Name, "forward", shapeError("shortcut %s added to %s", &shortcut.Tensor, &l.y))
	}
	if out.images != nil && !out.sameShape(&l.y) {
		return layerError(l.Name, "forward", shapeError("output %s of %s", &out.Tensor, &l.y))
	}
	if train {
		l.batchStatistics()
	} else {
		l.runningStatistics()
	}
	if err := l.forwardCoefficients(train); err != nil {
		return layerError(l.Name, "forward", err)
	}
	l.normalize(out, shortcut)
	l.trained = train
	return nil
}

// batchStatistics sets mean and invStd from the moments, and updates the running statistics.
func (l *BatchNorm) batchStatistics() {
	l.combine()
	m := l.pixels()
	unbiased, momentum := m/max(m-1, 1), l.momentum()
	for c := range l.mean {
		mean := l.first[c] / m
		variance := max(l.second[c]/m-float64(mean*mean), 0)
		l.mean[c], l.invStd[c] = mean, inverseStd(variance)
		l.RunningMean[c] = running(l.RunningMean[c], mean, momentum)
		l.RunningVar[c] = running(l.RunningVar[c], variance*unbiased, momentum)
	}
}

// running returns the running statistic after a new value, computed in float64.
func running(old float32, value, momentum float64) float32 {
	return float32(float64((1-momentum)*float64(old)) + float64(momentum*value))
}

func (l *BatchNorm) runningStatistics() {
	for c := range l.mean {
		l.mean[c], l.invStd[c] = float64(l.RunningMean[c]), inverseStd(float64(l.RunningVar[c]))
	}
}

// forwardCoefficients sets a and b; lanes without a channel keep zeros.
func (l *BatchNorm) forwardCoefficients(train bool) error {
	for c, gamma := range l.Gamma.Value {
		a := float32(float64(gamma) * l.invStd[c])
		b := float32(float64(l.Beta.Value[c]) - float64(l.mean[c]*float64(a)))
		if !train {
			a, b = a*l.Survival, b*l.Survival
		}
		if !finite(a) || !finite(b) {
			return fmt.Errorf("channel %d: %w", c, ErrNotFinite)
		}
		l.a[c/Lanes][c%Lanes], l.b[c/Lanes][c%Lanes] = a, b
	}
	return nil
}

func (l *BatchNorm) normalize(out, shortcut *Activation) {
	if out.images == nil {
		out.Resize(l.y.N, l.y.C, l.y.H, l.y.W)
		out.planeMax = grow(out.planeMax, out.Planes())
		if l.Pool {
			out.means.Resize(l.y.N, l.y.C, 1, 1)
		}
	}
	l.mask = grow(l.mask, len(l.y.Data)/8)
	n, blocks := l.y.PlaneLen()/8, len(l.a)
	eachPlane(&l.y, func(p int) {
		a, b, mask := &l.a[p%blocks], &l.b[p%blocks], l.mask[p*n:(p+1)*n]
		switch {
		case shortcut != nil && l.relu:
			out.planeMax[p] = plane.NormalizeAddReLU(out.Plane(p), l.y.Plane(p), shortcut.Plane(p), a, b, mask)
		case l.relu:
			out.planeMax[p] = plane.NormalizeReLU(out.Plane(p), l.y.Plane(p), a, b, mask)
		case shortcut != nil:
			plane.NormalizeAdd(out.Plane(p), l.y.Plane(p), shortcut.Plane(p), a, b)
			out.planeMax[p] = plane.MaxAbs(out.Plane(p))
		default:
			plane.Normalize(out.Plane(p), l.y.Plane(p), a, b)
			out.planeMax[p] = plane.MaxAbs(out.Plane(p))
		}
		if l.Pool {
			pool(out.means.Plane(p), out.Plane(p))
		}
	})
	if l.Pool {
		l.ops[OpGateReduce] += int64(out.Len())
	}
	out.gatherMax()
	out.setSigned(!l.relu)
	l.ops[OpBatchNormForward] += int64(len(l.y.Data))
}
