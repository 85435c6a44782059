// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"fmt"
	"sort"

	"github.com/e2train/e2train/driver/conv"
)

// Coverage counts the cases in each stratum. Every stratum that must not be empty is there from the start, with 0. Strata
// are named family/stratum.
type Coverage map[string]int

// newCoverage lists the strata of a drawer's cases.
func newCoverage(d drawer) Coverage {
	c, lanes := Coverage{}, d.lanes
	for k := 1; k <= maxKernel; k++ {
		for l := 1; l <= maxKernel; l++ {
			c[kernelStratum(k, l)] = 0
		}
		for p := range k {
			for _, side := range []string{"top", "bottom", "left", "right"} {
				c[paddingStratum(k, p, side)] = 0
			}
		}
	}
	for _, stride := range []string{"1x1", "1x2", "2x1", "2x2"} {
		c["stride/"+stride] = 0
		c["depthwise/stride "+stride] = 0
	}
	for _, n := range []string{"1", fmt.Sprint(lanes - 1), fmt.Sprint(lanes), fmt.Sprint(lanes + 1), fmt.Sprintf("above %d", 4*lanes)} {
		c["input channels/"+n] = 0
		c["output channels/"+n] = 0
		c["depthwise/channels "+n] = 0
	}
	for _, name := range []string{"batch/1", "batch/2", "batch/odd", "size/height 1", "size/width 1", "x/signed", "x/unsigned", "result/saturated"} {
		c[name] = 0
	}
	for k := range numKinds {
		c["pass/"+k.String()] = 0
		c["depthwise/"+k.String()] = 0
		for f := range numFills {
			c[operandStratum(f, k)] = 0
		}
	}
	// Backward-weights cuts long sums into launches, not segments.
	for _, name := range []string{"tiles", "launches", "segments, forward", "segments, backward_data"} {
		c["several/"+name] = 0
	}
	for _, name := range signStrata(d) {
		c[name] = 0
	}
	return c
}

func kernelStratum(kh, kw int) string { return fmt.Sprintf("kernel/%dx%d", kh, kw) }

func paddingStratum(k, p int, side string) string {
	return fmt.Sprintf("padding/%d of kernel side %d, %s", p, k, side)
}

func operandStratum(f fill, k kind) string {
	return fmt.Sprintf("operands/%s, %v", fillNames[f], k)
}

// add counts a case and what the device reported for it.
func (c Coverage) add(t *testCase, o *outcome, d drawer) {
	c.shape(t.shape, d.lanes)
	c["pass/"+t.kind.String()]++
	c.when(t.shape.Depthwise, "depthwise/"+t.kind.String())
	c[operandStratum(t.fill, t.kind)]++
	if t.kind == psg {
		c.addSigns(t, o.runs, d)
		return
	}
	r := &o.report
	c.when(t.signed && t.x.Codes != nil, "x/signed")
	c.when(!t.signed && t.x.Codes != nil, "x/unsigned")
	c.when(r.Saturated, "result/saturated")
	c.when(r.Segments > r.Launches && t.kind != backwardWeights, "several/segments, "+t.kind.String())
	c.when(r.Launches > 1, "several/launches")
}

// shape counts a shape.
func (c Coverage) shape(s conv.Shape, lanes int) {
	c[kernelStratum(s.KH, s.KW)]++
	c[paddingStratum(s.KH, s.PadTop, "top")]++
	c[paddingStratum(s.KH, s.PadBottom, "bottom")]++
	c[paddingStratum(s.KW, s.PadLeft, "left")]++
	c[paddingStratum(s.KW, s.PadRight, "right")]++
	c[fmt.Sprintf("stride/%dx%d", s.StrideY, s.StrideX)]++
	if s.Depthwise {
		c.channels("depthwise/channels ", s.InC, lanes)
		c[fmt.Sprintf("depthwise/stride %dx%d", s.StrideY, s.StrideX)]++
		return // of several tiles, those that meet are on the diagonal
	}
	c.channels("input channels/", s.InC, lanes)
	c.channels("output channels/", s.OutC, lanes)
	c.when(s.Batch <= 2, fmt.Sprintf("batch/%d", s.Batch))
	c.when(s.Batch%2 == 1 && s.Batch > 1, "batch/odd")
	c.when(s.InH == 1, "size/height 1")
	c.when(s.InW == 1, "size/width 1")
	c.when(s.KH*s.KW*((s.InC+lanes-1)/lanes)*((s.OutC+lanes-1)/lanes) > 1, "several/tiles")
}

func (c Coverage) channels(prefix string, n, lanes int) {
	if n > 4*lanes {
		c[fmt.Sprintf("%sabove %d", prefix, 4*lanes)]++
		return
	}
	c.when(n == 1 || n >= lanes-1 && n <= lanes+1, prefix+fmt.Sprint(n))
}

func (c Coverage) when(in bool, stratum string) {
	if in {
		c[stratum]++
	}
}

// Empty returns the strata without a case, sorted.
func (c Coverage) Empty() (names []string) {
	for name, n := range c {
		if n == 0 {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}
