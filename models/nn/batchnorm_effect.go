// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/models/internal/plane"

// Compares reports whether Compare needs the shortcut: without ReLU, output - shortcut does not depend on it.
func (l *BatchNorm) Compares() bool { return l.relu }

// Compare has the next Backward, of all images of the last training Forward, compute what each image's output has done to the
// loss, for Effects: the sum of the output's gradient times (output - shortcut). shortcut is what Forward added, or has been
// copied from it; nil if it is not needed. After that the gradient of images whose entry in open is false becomes zero, as if it had been so from
// the beginning; nil is for none of them.
func (l *BatchNorm) Compare(shortcut *Activation, open []bool) {
	l.comparing, l.against, l.open = true, shortcut, open
	l.effects = grow(l.effects, l.y.Planes())
	if l.relu {
		l.ops[OpGateProducts] += int64(shortcut.Len())
	}
}

// Effects returns what Compare asked for, an entry for each image, after Backward.
func (l *BatchNorm) Effects() []float64 {
	blocks := len(l.a)
	sums := make([]float64, l.y.N)
	for p, v := range l.effects {
		sums[p/blocks] += v
	}
	return sums
}

// absorbAndCompare is absorb for a layer that compares: with z = a*y + b, the effect of a plane is
//
//	where ReLU lets z + shortcut pass    sum of dz*z = a*second + b*first, of the moments that backward needs anyway
//	elsewhere, the output being 0        -sum of dz*shortcut, as the sum over all pixels without that over those that pass
func (l *BatchNorm) absorbAndCompare(p int, dz []float32) {
	var sums plane.Sums
	if l.relu {
		var unused, all, passed plane.Sums
		s := l.against.Plane(p)
		plane.Products(dz, s, &unused, &all)
		l.gather(p, dz)
		plane.Products(dz, s, &unused, &passed)
		for lane := range sums {
			sums[lane] = passed[lane] - all[lane]
		}
	} else {
		l.gather(p, dz)
	}
	blocks := len(l.a)
	l.addOutputs(p, &sums)
	l.effects[p] = plane.Tree(&sums)
	if l.open != nil && !l.open[p/blocks] {
		clear(dz)
		l.moments.First[p], l.moments.Second[p] = plane.Sums{}, plane.Sums{}
	}
}

// addOutputs adds to sums, lane by lane, that of dz*z over plane p, whose moments have been gathered.
func (l *BatchNorm) addOutputs(p int, sums *plane.Sums) {
	first, second := &l.moments.First[p], &l.moments.Second[p]
	block := p % len(l.a) * Lanes
	for lane := range min(Lanes, len(l.mean)-block) {
		c := block + lane
		a := float64(l.Gamma.Value[c]) * l.invStd[c]
		b := float64(l.Beta.Value[c]) - float64(l.mean[c]*a)
		sums[lane] += float64(a*second[lane]) + float64(b*first[lane])
	}
}
