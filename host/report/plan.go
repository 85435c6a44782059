// SPDX-License-Identifier: Apache-2.0

package report

import "fmt"

// Plan is what became of an energy budget. Energies are in joules, modeled.
type Plan struct {
	Budget   float64 `json:"budget_j"`
	Spent    float64 `json:"spent_j"`    // of everything: training, evaluation, averages and planning
	Planning float64 `json:"planning_j"` // of trying out, before the run, what it takes
	Asked    int64   `json:"steps_asked"`
	Steps    int64   `json:"steps"`
	Executed int64   `json:"executed"`
	Changes  int64   `json:"changes"` // of the plan during the run
}

// text returns the figures in words, for a line.
func (p *Plan) text() string {
	return fmt.Sprintf("%s spent of %s, %.2f %%: %d of %d iterations, %d executed", Quantity(p.Spent, "J"), Quantity(p.Budget, "J"),
		100*p.Spent/p.Budget, p.Steps, p.Asked, p.Executed)
}
