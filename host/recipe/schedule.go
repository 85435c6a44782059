// SPDX-License-Identifier: Apache-2.0

package recipe

// schedules is how the learning rate can fall: the factor in iteration i of n, counted from 0.
var schedules = []struct {
	name   string
	factor func(i, n int64) float64
}{
	{"constant", func(int64, int64) float64 { return 1 }},
	{"step", stepFactor},
	{"cosine", cosineFactor},
}

// warmupFactor is that of the first iterations, where a warm-up is asked for: the authors of E2-Train go from 0.01 to 0.1.
const warmupFactor = 0.1

// Schedules returns the names of the learning-rate schedules.
func Schedules() (names []string) {
	for _, s := range schedules {
		names = append(names, s.name)
	}
	return names
}

// stepFactor falls to a tenth at one half and again at three quarters of the run.
func stepFactor(i, n int64) float64 {
	switch {
	case 4*i >= 3*n:
		return 0.01
	case 2*i >= n:
		return 0.1
	}
	return 1
}

// cosineFactor falls from 1 towards 0 like half a period of a cosine: (1 + cos x)/2 = cos²(x/2).
func cosineFactor(i, n int64) float64 {
	c := cosHalfPi(float64(i) / float64(n))
	return float64(c * c)
}
