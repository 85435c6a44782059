// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/host/trace"
	"github.com/e2train/e2train/models/nn"
)

// collector adds up the reports of each layer and pass, in the order of their first appearance.
type collector struct {
	rows  []collected
	signs map[string]conv.PSGReport // by layer
	index map[string]int
	trace *trace.Writer // nil for none
}

type collected struct {
	layer  string
	pass   conv.Pass
	report conv.Report
}

func newCollector(t *trace.Writer) *collector {
	return &collector{index: map[string]int{}, signs: map[string]conv.PSGReport{}, trace: t}
}

func (c *collector) observe(layer string, pass conv.Pass, r conv.Report) {
	if c.trace != nil {
		c.trace.Observe(layer, pass, r)
	}
	key := layer + " " + pass.String()
	i, known := c.index[key]
	if !known {
		i = len(c.rows)
		c.index[key] = i
		c.rows = append(c.rows, collected{layer: layer, pass: pass})
	}
	c.rows[i].report.Add(&r)
}

func (c *collector) observeSigns(layer string, r conv.PSGReport, _ *nn.SignCheck) { c.signs[layer] = r }

// only returns the rows of one pass.
func (c *collector) only(pass conv.Pass) (rows []collected) {
	for _, row := range c.rows {
		if row.pass == pass {
			rows = append(rows, row)
		}
	}
	return rows
}
