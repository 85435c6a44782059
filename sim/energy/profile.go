// SPDX-License-Identifier: Apache-2.0

package energy

import (
	"fmt"
	"maps"
	"slices"
)

// Schema is the version of the JSON form of profiles that this package reads.
const Schema = 1

// Profile is what one board costs. Its JSON form has the same fields.
type Profile struct {
	Schema         int             `json:"schema"`
	Name           string          `json:"name"`
	Board          string          `json:"board"`
	Configurations []Configuration `json:"configurations"`
	Description    string          `json:"description"`

	Device map[string]Coefficient `json:"device"` // joules per event, see DeviceCoefficients
	Static map[string]Coefficient `json:"static"` // watts, all the time
	Host   Host                   `json:"host"`
	Link   map[string]Coefficient `json:"link"`
}

// Configuration is an accelerator configuration that a profile applies to.
type Configuration struct {
	Name string `json:"name"`
	Note string `json:"note"` // what to keep in mind when this profile is used for it, or empty
}

// Host is what the processor costs that runs the training program.
type Host struct {
	Active  Coefficient            `json:"active"`  // watts above idle while it computes
	Seconds map[string]Coefficient `json:"seconds"` // per element, for each kind of operation
}

// Named is a coefficient and its full name, such as "device.mac_forward".
type Named struct {
	Name string
	Coefficient
}

// setting is a coefficient that every profile has, apart from those of the device.
type setting struct{ name, unit string }

// staticTerms is what draws power all the time, in the order of summation. The first is the accelerator's own.
var staticTerms = []setting{
	{"programmable_logic", "W"}, // leakage of the programmable logic
	{"processor_idle", "W"},     // processing system while it waits
	{"dram_standby", "W"},       // DRAM that holds its content
	{"board_other", "W"},        // regulators, peripherals, fan
}

// linkSettings is what describes the link, in the order of the constants below.
var linkSettings = []setting{
	{"bytes_per_second", "B/s"},
	{"seconds_per_transfer", "s/transfer"},
	{"energy_per_byte", "J/B"},
	{"overlap", "1"}, // share of host and link time that runs while the device runs
}

const (
	linkRate = iota
	linkSetup
	linkEnergy
	linkOverlap
)

const (
	unitActive  = "W"
	unitSeconds = "s/element"
)

// HostOperations returns the kinds of host operations that p has a coefficient for, sorted.
func (p *Profile) HostOperations() []string { return slices.Sorted(maps.Keys(p.Host.Seconds)) }

// Coefficients returns all coefficients in a fixed order: device, static, host, link.
func (p *Profile) Coefficients() []Named {
	var all []Named
	for _, t := range deviceTerms {
		all = append(all, Named{"device." + t.Name, p.Device[t.Name]})
	}
	for _, s := range staticTerms {
		all = append(all, Named{"static." + s.name, p.Static[s.name]})
	}
	all = append(all, Named{"host.active", p.Host.Active})
	for _, kind := range p.HostOperations() {
		all = append(all, Named{"host.seconds." + kind, p.Host.Seconds[kind]})
	}
	for _, s := range linkSettings {
		all = append(all, Named{"link." + s.name, p.Link[s.name]})
	}
	return all
}

// Note returns what to keep in mind when p is used for a configuration. The error wraps ErrNoProfile if p does not apply
// to it.
func (p *Profile) Note(config string) (string, error) {
	for _, c := range p.Configurations {
		if c.Name == config {
			return c.Note, nil
		}
	}
	return "", fmt.Errorf("energy: profile %s: %q: %w", p.Name, config, ErrNoProfile)
}
