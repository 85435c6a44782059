// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"encoding/json"
	"fmt"
)

// Parse reads the JSON form of a profile. It accepts exactly the fields that a profile has, each once, and no profile
// that Validate rejects. The error is a *ProfileError.
func Parse(data []byte) (*Profile, error) {
	p, err := parse(data)
	if err != nil {
		err.Op = "parse"
		if p != nil {
			err.Profile = p.Name
		}
		return nil, err
	}
	return p, nil
}

// parse does the work of Parse. It returns a profile also with an error if as much as its name could be read.
func parse(data []byte) (*Profile, *ProfileError) {
	root, err := parseObject("", data)
	if err != nil {
		return nil, err
	}
	p := &Profile{
		Name:           root.text("name"),
		Schema:         root.integer("schema"),
		Board:          root.text("board"),
		Description:    root.text("description"),
		Configurations: parseConfigurations(root),
		Device:         parseSection(root, "device"),
		Static:         parseSection(root, "static"),
		Host:           parseHost(root),
		Link:           parseSection(root, "link"),
	}
	if err := root.finish(); err != nil {
		return p, err
	}
	return p, p.check()
}

func parseConfigurations(root *object) []Configuration {
	var raw []json.RawMessage
	root.decode("configurations", &raw)
	configs := make([]Configuration, len(raw))
	for i := range raw {
		o := root.nest(fmt.Sprintf("configurations[%d]", i), raw[i])
		configs[i] = Configuration{Name: o.text("name"), Note: o.text("note")}
		root.adopt(o)
	}
	return configs
}

func parseHost(root *object) Host {
	o := root.child("host")
	h := Host{Active: parseCoefficient(o, "active"), Seconds: parseSection(o, "seconds")}
	root.adopt(o)
	return h
}

// parseSection reads an object of coefficients under any names.
func parseSection(parent *object, key string) map[string]Coefficient {
	o := parent.child(key)
	section := map[string]Coefficient{}
	for _, name := range o.names() {
		section[name] = parseCoefficient(o, name)
	}
	parent.adopt(o)
	return section
}

func parseCoefficient(parent *object, key string) Coefficient {
	o := parent.child(key)
	c := Coefficient{
		Value:       o.number("value"),
		Unit:        o.text("unit"),
		Uncertainty: parseRange(o),
		Kind:        Kind(o.text("kind")),
		Source:      o.text("source"),
	}
	parent.adopt(o)
	return c
}

func parseRange(parent *object) Range {
	o := parent.child("uncertainty")
	r := Range{Low: o.number("low"), High: o.number("high")}
	parent.adopt(o)
	return r
}
