// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"fmt"
	"maps"
	"slices"
)

// Validate reports whether p is complete and possible. The error is a *ProfileError that names the first bad place.
func (p *Profile) Validate() error {
	if err := p.check(); err != nil {
		err.Op, err.Profile = "validate", p.Name
		return err
	}
	return nil
}

// check does the work of Validate; the result has no Op and Profile yet.
func (p *Profile) check() *ProfileError {
	for _, step := range []func() *ProfileError{
		p.checkHead, p.checkConfigurations, p.checkDevice, p.checkStatic, p.checkHost, p.checkLink,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// bad returns an error about a place.
func bad(place string, err error) *ProfileError { return &ProfileError{Place: place, Err: err} }

func (p *Profile) checkHead() *ProfileError {
	if p.Schema != Schema {
		return bad("schema", fmt.Errorf("%w: %d instead of %d", ErrSchema, p.Schema, Schema))
	}
	for _, field := range []struct{ place, text string }{
		{"name", p.Name}, {"board", p.Board}, {"description", p.Description},
	} {
		if field.text == "" {
			return bad(field.place, ErrMissing)
		}
	}
	return nil
}

func (p *Profile) checkConfigurations() *ProfileError {
	if len(p.Configurations) == 0 {
		return bad("configurations", ErrMissing)
	}
	seen := map[string]bool{}
	for i, c := range p.Configurations {
		place := fmt.Sprintf("configurations[%d].name", i)
		if c.Name == "" {
			return bad(place, ErrMissing)
		}
		if seen[c.Name] {
			return bad(place, fmt.Errorf("%w: %q", ErrDuplicate, c.Name))
		}
		seen[c.Name] = true
	}
	return nil
}

func (p *Profile) checkDevice() *ProfileError {
	settings := make([]setting, len(deviceTerms))
	for i, t := range deviceTerms {
		settings[i] = setting{t.Name, t.Unit}
	}
	return checkSection("device", settings, p.Device)
}

func (p *Profile) checkStatic() *ProfileError { return checkSection("static", staticTerms, p.Static) }

func (p *Profile) checkHost() *ProfileError {
	if err := p.Host.Active.validate(unitActive); err != nil {
		return bad("host.active", err)
	}
	for _, kind := range p.HostOperations() {
		if err := p.Host.Seconds[kind].validate(unitSeconds); err != nil {
			return bad("host.seconds."+kind, err)
		}
	}
	return nil
}

func (p *Profile) checkLink() *ProfileError {
	if err := checkSection("link", linkSettings, p.Link); err != nil {
		return err
	}
	rate, overlap := linkSettings[linkRate].name, linkSettings[linkOverlap].name
	if low := p.Link[rate].Uncertainty.Low; low == 0 {
		return bad("link."+rate, fmt.Errorf("%w: a link of %g B/s never ends", ErrValue, low))
	}
	if high := p.Link[overlap].Uncertainty.High; high > 1 {
		return bad("link."+overlap, fmt.Errorf("%w: a share of %g", ErrValue, high))
	}
	return nil
}

// checkSection reports whether a section has exactly the given coefficients, each possible and in its unit.
func checkSection(section string, settings []setting, have map[string]Coefficient) *ProfileError {
	known := map[string]bool{}
	for _, s := range settings {
		known[s.name] = true
		c, ok := have[s.name]
		if !ok {
			return bad(section+"."+s.name, ErrMissing)
		}
		if err := c.validate(s.unit); err != nil {
			return bad(section+"."+s.name, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		if !known[name] {
			return bad(section+"."+name, ErrUnknown)
		}
	}
	return nil
}
