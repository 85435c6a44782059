// SPDX-License-Identifier: Apache-2.0

package report

import (
	"fmt"
	"math"
	"time"
)

// prefixes of units, for powers of 1000.
var prefixes = []struct {
	factor float64
	name   string
}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}, {1, ""}, {1e-3, "m"}, {1e-6, "µ"}, {1e-9, "n"}}

// Quantity prints a value with three significant digits and a prefixed unit, such as 1.25 kJ.
func Quantity(value float64, unit string) string {
	if value == 0 {
		return "0 " + unit
	}
	last := prefixes[len(prefixes)-1]
	for _, p := range prefixes {
		if math.Abs(value) >= p.factor*0.9995 {
			last = p
			break
		}
	}
	return fmt.Sprintf("%s %s%s", threeDigits(value/last.factor), last.name, unit)
}

// threeDigits prints a value with three significant digits, without an exponent up to 9999.
func threeDigits(v float64) string {
	switch a := math.Abs(v); {
	case a >= 99.95:
		return fmt.Sprintf("%.0f", v)
	case a >= 9.995:
		return fmt.Sprintf("%.1f", v)
	case a >= 0.9995:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3g", v)
}

// Duration prints seconds as people say them: 4.2s, 1m05s, 2h07m.
func Duration(seconds float64) string {
	d := time.Duration(min(max(seconds, 0), 1e9) * float64(time.Second))
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1fs", d.Seconds())
	case d < time.Minute-time.Second/2:
		return fmt.Sprintf("%.0fs", d.Seconds())
	case d < time.Hour-time.Second/2:
		s := int(d.Round(time.Second).Seconds())
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	}
	m := int(d.Round(time.Minute).Minutes())
	return fmt.Sprintf("%dh%02dm", m/60, m%60)
}
