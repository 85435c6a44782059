// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Describe prints p for people: what it is for and a table of all coefficients with their ranges and sources.
func (p *Profile) Describe(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "profile %s: %s\n%s\n", p.Name, p.Board, p.Description)
	for _, c := range p.Configurations {
		fmt.Fprintf(t, "applies to %s", c.Name)
		if c.Note != "" {
			fmt.Fprintf(t, ": %s", c.Note)
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintln(t, "\ncoefficient\tvalue\tunit\trange\tkind\tsource")
	for _, c := range p.Coefficients() {
		fmt.Fprintf(t, "%s\t%.3g\t%s\t%.3g .. %.3g\t%s\t%s\n",
			c.Name, c.Value, c.Unit, c.Uncertainty.Low, c.Uncertainty.High, c.Kind, c.Source)
	}
	if err := t.Flush(); err != nil {
		return fmt.Errorf("energy: describe %s: %w", p.Name, err)
	}
	return nil
}
