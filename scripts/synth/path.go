// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"slices"
	"strings"
)

// step is one cell of a path, entered at in and left at out.
type step struct {
	gate    *gate
	in, out pin
}

// route is a path between two registers (flip-flops, block RAM, DSP blocks, memories in LUTs, or ports of the top). Every LUT,
// CARRY4, CARRY8 and MUXF on it counts as one cell, and so does the LUT of a memory or shift register that is read.
type route struct {
	steps      []step
	start, end string
}

// paths finds the longest path to every net.
type paths struct {
	*design
	drivers map[int]driver
	best    map[int]arrival
}

type driver struct {
	gate *gate
	kind kind
	out  pin
}

// arrival is the longest path to a net: its cells, and the input of the last cell that it came through.
type arrival struct {
	cells   int
	from    pin
	through bool // from is set
	open    bool // being computed: to see it again is a loop
}

// longest returns the longest path to the registers of each instance (two levels of the hierarchy at most), the longest of all first.
// Errors wrap errNetlist.
func (d *design) longest() ([]*route, error) {
	p := &paths{design: d, drivers: map[int]driver{}, best: map[int]arrival{}}
	kinds, err := p.drive()
	if err != nil {
		return nil, err
	}
	worst := map[string]finish{}
	for i, g := range d.gates {
		if kinds[i] == logic {
			continue
		}
		for _, in := range g.inputs {
			if err := p.consider(worst, finish{g, in, 0}); err != nil {
				return nil, err
			}
		}
	}
	for _, out := range d.outputs {
		if err := p.consider(worst, finish{nil, out, 0}); err != nil {
			return nil, err
		}
	}
	var all []*route
	for _, place := range sortedKeys(worst) {
		all = append(all, p.trace(worst[place]))
	}
	slices.SortStableFunc(all, func(a, b *route) int { return len(b.steps) - len(a.steps) })
	return all, nil
}

// drive finds the driver of every net and returns the kinds of the gates.
func (p *paths) drive() ([]kind, error) {
	kinds := make([]kind, len(p.gates))
	for i, g := range p.gates {
		_, k, err := g.classify()
		if err != nil {
			return nil, err
		}
		kinds[i] = k
		for _, out := range g.output {
			p.drivers[p.find(out.net)] = driver{g, k, out}
		}
	}
	return kinds, nil
}

// finish is the end of a path: an input of a gate, or a port of the top without one.
type finish struct {
	gate  *gate
	in    pin
	cells int
}

func (f finish) place() string {
	if f.gate == nil {
		return "port " + f.in.port
	}
	return f.gate.endAt(f.in)
}

// consider keeps a path if it is the longest to its instance.
func (p *paths) consider(worst map[string]finish, f finish) error {
	a, err := p.to(p.find(f.in.net))
	if err != nil {
		return err
	}
	f.cells = a.cells
	key := "ports"
	if f.gate != nil {
		key = f.gate.instance()
	}
	if old, ok := worst[key]; !ok || f.cells > old.cells {
		worst[key] = f
	}
	return nil
}

// to returns the longest path to a net.
func (p *paths) to(net int) (arrival, error) {
	if a, ok := p.best[net]; ok {
		if a.open {
			return a, fmt.Errorf("a loop without a register goes through %s: %w", p.startAt(net), errNetlist)
		}
		return a, nil
	}
	d, ok := p.drivers[net]
	if !ok || d.kind == sequential {
		return arrival{}, nil
	}
	p.best[net] = arrival{open: true}
	a := arrival{cells: 1}
	for _, in := range d.gate.inputs {
		from := p.find(in.net)
		if from == constant || !d.gate.reaches(in, d.out) {
			continue
		}
		b, err := p.to(from)
		if err != nil {
			return a, err
		}
		// A memory is a start by itself, unless a cell leads to its address.
		if 1+b.cells > a.cells || !a.through && d.kind == logic {
			a = arrival{cells: 1 + b.cells, from: in, through: true}
		}
	}
	p.best[net] = a
	return a, nil
}

// trace walks back from the end of a path.
func (p *paths) trace(f finish) *route {
	r := &route{end: f.place()}
	net := p.find(f.in.net)
	for {
		a := p.best[net]
		if a.cells == 0 {
			break
		}
		d := p.drivers[net]
		r.steps = append([]step{{d.gate, a.from, d.out}}, r.steps...)
		if !a.through {
			break
		}
		net = p.find(a.from.net)
	}
	r.start = p.startAt(net)
	return r
}

// startAt names the output that drives a net.
func (p *paths) startAt(net int) string {
	if d, ok := p.drivers[net]; ok {
		return fmt.Sprintf("%s (%s)", d.gate.place(d.out), d.gate.Type)
	}
	return "a port"
}

// endAt names the input of a register: a flip-flop by what it holds, others by their port.
func (g *gate) endAt(in pin) string {
	if strings.HasPrefix(g.Type, "FD") && len(g.output) == 1 {
		return fmt.Sprintf("%s (%s.%s)", g.place(g.output[0]), g.Type, in.port)
	}
	return fmt.Sprintf("%s (%s.%s)", g.place(in), g.Type, in.port)
}

// cells returns the types of the cells on the path in order, runs of one type as "4 CARRY4".
func (r *route) cells() string {
	var words []string
	for i := 0; i < len(r.steps); {
		n := 1
		for i+n < len(r.steps) && r.steps[i+n].gate.Type == r.steps[i].gate.Type {
			n++
		}
		word := r.steps[i].gate.Type
		if n > 1 {
			word = fmt.Sprintf("%d %s", n, word)
		}
		words = append(words, word)
		i += n
	}
	return strings.Join(words, ", ")
}
