// SPDX-License-Identifier: Apache-2.0

package energy

import "slices"

const (
	draws     = 1000
	lowIndex  = draws*5/100 - 1  // the draw that 5 % do not exceed
	highIndex = draws*95/100 - 1 // the draw that 95 % do not exceed
	drawSeed  = 0x65327472616e   // any fixed number
)

// spread returns the middle 90 % of the total over seeded draws of all coefficients, widened to contain the given total.
func (m *model) spread(total float64) (low, high float64) {
	r := random(drawSeed)
	groups := m.groups()
	joules := make([]float64, m.terms())
	totals := make([]float64, draws)
	for i := range totals {
		m.evaluate(m.at(m.positions(&r, groups)), joules)
		totals[i] = sum(joules)
	}
	slices.Sort(totals)
	return min(totals[lowIndex], total), max(totals[highIndex], total)
}

// positions draws where each coefficient is in its uncertainty, see [Coefficient.at]. The generator advances by the same number of
// steps in every draw, whatever the kinds of the coefficients are.
func (m *model) positions(r *random, groups []group) []float64 {
	all := make([]float64, len(m.coefficients))
	var shared [numGroups]float64
	for i := range shared {
		shared[i] = r.triangular()
	}
	for i, c := range m.coefficients {
		u := r.triangular()
		if g := groups[i]; g != groupNone && c.Kind == Prior {
			u = shared[g]
		}
		all[i] = u
	}
	return all
}

// at returns the values at the given positions, which it overwrites.
func (m *model) at(positions []float64) vector {
	for i, c := range m.coefficients {
		positions[i] = c.at(positions[i])
	}
	return m.split(positions)
}

// groups returns the group of each coefficient.
func (m *model) groups() []group {
	groups := make([]group, len(m.coefficients))
	for i, t := range deviceTerms {
		groups[i] = t.group
	}
	first := len(deviceTerms) + len(staticTerms) + 1
	for i := range m.kinds {
		groups[first+i] = groupHost
	}
	return groups
}
