// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"weak"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// Coverage says how much of the work was audited. Instructions count once however often they ran; so do geometries:
// instructions without their semaphores and addresses.
type Coverage struct {
	Device       string  `json:"device"` // that the audit ran on
	Share        float64 `json:"share"`  // of launches that were to be drawn
	Launches     Part    `json:"launches"`
	Cycles       Part    `json:"cycles"`
	Instructions Part    `json:"distinct_instructions"`
	Geometries   Part    `json:"distinct_geometries"`
}

// Part is a number of things and how many of them were audited.
type Part struct {
	All     int64 `json:"all"`
	Audited int64 `json:"audited"`
}

func (p *Part) add(n int64, audited bool) {
	p.All += n
	if audited {
		p.Audited += n
	}
}

// counts collects the coverage.
type counts struct {
	launches, cycles         Part
	instructions, geometries set
	seen                     map[weak.Pointer[isa.Program]]bool // programs whose words are in the sets; true if audited
}

// set holds words and whether they were audited.
type set map[isa.Word]bool

func (s set) add(w isa.Word, audited bool) { s[w] = s[w] || audited }

func (s set) part() (p Part) {
	for _, audited := range s {
		p.add(1, audited)
	}
	return p
}

func newCounts() counts {
	return counts{instructions: set{}, geometries: set{}, seen: map[weak.Pointer[isa.Program]]bool{}}
}

// add counts a launch that succeeded.
func (c *counts) add(code *isa.Program, a *driver.Activity, audited bool) {
	c.launches.add(1, audited)
	c.cycles.add(int64(a.Counters[isa.Cycles]), audited)
	key := weak.Make(code)
	if before, known := c.seen[key]; known && (before || !audited) {
		return
	}
	c.seen[key] = audited
	for i := range code.Segments {
		c.addSegment(&code.Segments[i], audited)
	}
}

func (c *counts) addSegment(s *isa.Segment, audited bool) {
	shape := geometry(s)
	for e := range isa.NumEngines {
		for k := range s.Len(e) {
			// Programs that ran have words.
			if w, err := s.Encode(e, k); err == nil {
				c.instructions.add(w, audited)
			}
			if w, err := shape.Encode(e, k); err == nil {
				c.geometries.add(w, audited)
			}
		}
	}
}

// geometry returns the instructions of a segment without semaphores and addresses.
func geometry(s *isa.Segment) *isa.Segment {
	shape := &isa.Segment{}
	for _, l := range s.Load {
		l.Header, l.Dest, l.Base, l.Offset = isa.Header{}, 0, 0, 0
		shape.Load = append(shape.Load, l)
	}
	for _, t := range s.Tensor {
		t.Header, t.Src, t.Acc, t.W, t.G, t.Mask = isa.Header{}, 0, 0, 0, 0, 0
		shape.Tensor = append(shape.Tensor, t)
	}
	for _, t := range s.Store {
		t.Header, t.Acc, t.Base, t.Offset = isa.Header{}, 0, 0, 0
		shape.Store = append(shape.Store, t)
	}
	return shape
}

func (c *counts) report(device string, share float64) Coverage {
	return Coverage{
		Device: device, Share: share, Launches: c.launches, Cycles: c.cycles,
		Instructions: c.instructions.part(), Geometries: c.geometries.part(),
	}
}
