// SPDX-License-Identifier: Apache-2.0

package recipe

// schedules is how the learning rate can fall: the factor where the fraction f of the run lies behind.
var schedules = []struct {
	name   string
	factor func(c *Config, f float64) float64
}{
	{"constant", func(*Config, float64) float64 { return 1 }},
	{"step", func(_ *Config, f float64) float64 { return stepFactor(f) }},
	{"cosine", func(_ *Config, f float64) float64 { return cosineFactor(f) }},
	{swaSchedule, func(c *Config, f float64) float64 { return c.SWA.factor(f, c.LR) }},
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
func stepFactor(f float64) float64 {
	switch {
	case f >= 0.75:
		return 0.01
	case f >= 0.5:
		return 0.1
	}
	return 1
}

// cosineFactor falls from 1 towards 0 like half a period of a cosine: (1 + cos x)/2 = cos²(x/2).
func cosineFactor(f float64) float64 {
	c := cosHalfPi(f)
	return float64(c * c)
}
