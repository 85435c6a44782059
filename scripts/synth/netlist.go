// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// errNetlist is the cause of errors about netlists that are not what synthesis should have made.
var errNetlist = errors.New("bad netlist")

// bits are the nets at a port, lowest bit first: numbers of one module's nets, constant for "0", "1", "x" and "z".
type bits []int

// constant is the net of everything that never changes.
const constant = 0

// UnmarshalJSON reads what Yosys's write_json writes: numbers from 2 on, and strings for constants.
func (b *bits) UnmarshalJSON(text []byte) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return err
	}
	*b = make(bits, len(raw))
	for i, r := range raw {
		if r[0] == '"' {
			continue
		}
		if err := json.Unmarshal(r, &(*b)[i]); err != nil {
			return err
		}
	}
	return nil
}

// module is one module of a netlist as write_json writes it.
type module struct {
	Attributes map[string]any `json:"attributes"`
	Ports      map[string]struct {
		Direction string `json:"direction"`
		Bits      bits   `json:"bits"`
	} `json:"ports"`
	Cells    map[string]*cell `json:"cells"`
	Netnames map[string]struct {
		Hide int  `json:"hide_name"`
		Bits bits `json:"bits"`
	} `json:"netnames"`

	names map[int]string // of its nets, public ones only
}

type cell struct {
	Type        string            `json:"type"`
	Parameters  map[string]any    `json:"parameters"`
	Attributes  map[string]any    `json:"attributes"`
	Directions  map[string]string `json:"port_directions"`
	Connections map[string]bits   `json:"connections"`
}

// pin is one bit of a port of a primitive. Net counts through the whole design, local through the module around it.
type pin struct {
	port       string
	bit        int
	net, local int
}

// gate is one primitive of the flattened design.
type gate struct {
	*cell
	in     *module
	path   string // of the instance of in, "" for the top
	name   string
	inputs []pin
	output []pin
}

// design is a netlist without hierarchy.
type design struct {
	gates   []*gate
	outputs []pin // of the top
	joined  []int // union-find over nets: the net that stands for each
}

// readDesign flattens a netlist in the form of write_json. Errors wrap errNetlist.
func readDesign(r io.Reader) (*design, error) {
	var file struct {
		Modules map[string]*module `json:"modules"`
	}
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		return nil, fmt.Errorf("reading a netlist: %w: %w", errNetlist, err)
	}
	for name, m := range file.Modules {
		if isSet(m.Attributes, "top") {
			d := &design{joined: []int{constant}}
			top := d.place(file.Modules, m, "")
			for port, p := range m.Ports {
				if p.Direction == "output" {
					d.outputs = append(d.outputs, top.pins(port, p.Bits)...)
				}
			}
			if len(d.gates) == 0 {
				return nil, fmt.Errorf("top %s holds no cells: %w", name, errNetlist)
			}
			return d, nil
		}
	}
	return nil, fmt.Errorf("no module is the top: %w", errNetlist)
}

// isSet returns whether an attribute or parameter, a binary number in text, is neither missing nor 0.
func isSet(values map[string]any, name string) bool {
	text, _ := values[name].(string)
	return strings.Contains(text, "1")
}

// instance numbers the nets of one instance of a module through the design.
type instance struct {
	*design
	nets map[int]int
}

// net returns the number in the design of a net of the module.
func (i instance) net(local int) int {
	if local == constant {
		return constant
	}
	n, ok := i.nets[local]
	if !ok {
		n = len(i.joined)
		i.joined = append(i.joined, n)
		i.nets[local] = n
	}
	return n
}

func (i instance) pins(port string, b bits) (all []pin) {
	for k, local := range b {
		all = append(all, pin{port, k, i.net(local), local})
	}
	return all
}

// place adds an instance of a module with everything in it.
func (d *design) place(modules map[string]*module, m *module, path string) instance {
	i := instance{d, map[int]int{}}
	m.nameNets()
	for _, name := range sortedKeys(m.Cells) {
		c := m.Cells[name]
		inner := modules[c.Type]
		if inner == nil || isSet(inner.Attributes, "blackbox") || isSet(inner.Attributes, "whitebox") {
			d.gates = append(d.gates, i.gate(c, m, path, name))
			continue
		}
		child := d.place(modules, inner, join(path, name))
		for port, outer := range c.Connections {
			for k, local := range outer {
				d.join(i.net(local), child.net(inner.Ports[port].Bits[k]))
			}
		}
	}
	return i
}

// gate returns a primitive with its pins.
func (i instance) gate(c *cell, m *module, path, name string) *gate {
	g := &gate{cell: c, in: m, path: path, name: name}
	for _, port := range sortedKeys(c.Connections) {
		pins := i.pins(port, c.Connections[port])
		if c.Directions[port] == "output" {
			g.output = append(g.output, pins...)
		} else {
			g.inputs = append(g.inputs, pins...)
		}
	}
	return g
}

// find returns the net that stands for all that are joined with n.
func (d *design) find(n int) int {
	for d.joined[n] != n {
		d.joined[n] = d.joined[d.joined[n]]
		n = d.joined[n]
	}
	return n
}

// join makes two nets one; the lower number stands for both, so that constants stay constant.
func (d *design) join(a, b int) {
	a, b = d.find(a), d.find(b)
	d.joined[max(a, b)] = min(a, b)
}

// nameNets chooses a name for every net of the module that has a public one: the shortest, and of these the first.
func (m *module) nameNets() {
	if m.names != nil {
		return
	}
	m.names = map[int]string{}
	for _, name := range sortedKeys(m.Netnames) {
		n := m.Netnames[name]
		for k, local := range n.Bits {
			text := name
			if len(n.Bits) > 1 {
				text = fmt.Sprintf("%s[%d]", name, k)
			}
			old, ok := m.names[local]
			if n.Hide == 0 && local != constant && (!ok || len(text) < len(old)) {
				m.names[local] = text
			}
		}
	}
}

// place returns where a pin of the gate is: the name of its net where there is a public one, else those of instance and port.
func (g *gate) place(p pin) string {
	if name, ok := g.in.names[p.local]; ok {
		return join(g.path, name)
	}
	if strings.HasPrefix(g.name, "$") {
		return fmt.Sprintf("%s.%s[%d] in %s", g.Type, p.port, p.bit, join("top", g.path))
	}
	return fmt.Sprintf("%s.%s[%d]", join(g.path, g.name), p.port, p.bit)
}

// instance returns the instance that the gate is in, down to two levels, going by the name of what it drives: flattening leaves no
// other trace of it. "" stands for the top and for what has no name.
func (g *gate) instance() string {
	place := g.path
	if len(g.output) > 0 {
		place = join(place, g.in.names[g.output[0].local])
	}
	if !strings.HasPrefix(g.name, "$") {
		place = join(g.path, g.name)
	}
	words := strings.Split(place, ".")
	n := 0
	for n < min(2, len(words)) && strings.HasPrefix(words[n], "u_") {
		n++
	}
	return strings.Join(words[:n], ".")
}

func join(path, name string) string {
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

func sortedKeys[V any](m map[string]V) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
