// SPDX-License-Identifier: Apache-2.0

package power

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/e2train/e2train/driver"
)

// Scheme describes one kind of meter.
type Scheme struct {
	Name    string
	Usage   string
	Summary string
	open    func(address) (Meter, error)
	list    func() []string // addresses that can be opened here and now; nil if that cannot be known
}

// Schemes returns all kinds of meters.
func Schemes() []Scheme { return slices.Clone(schemes) }

// List returns addresses of meters that are here.
func (s Scheme) List() []string {
	if s.list == nil {
		return nil
	}
	return s.list()
}

// address is a parsed address of a meter.
type address struct {
	text    string
	target  string
	options url.Values
}

func (a address) option(name string) string { return a.options.Get(name) }

// bad returns an error about the address that wraps err and ErrAddress.
func (a address) bad(err error) error {
	return fmt.Errorf("meter %q: %w: %w", a.text, err, ErrAddress)
}

// fail returns an error of opening or reading the meter.
func (a address) fail(op string, err error) error {
	return fmt.Errorf("meter %q: %s: %w", a.text, op, err)
}

// only reports options that are not among the known ones.
func (a address) only(known ...string) error {
	for name := range a.options {
		if !slices.Contains(known, name) {
			return a.bad(fmt.Errorf("unknown option %q (known: %s)", name, strings.Join(known, ", ")))
		}
	}
	return nil
}

// Open opens the meter at an address, such as "hwmon:ina226/VCCINT". The error wraps ErrAddress if no scheme fits, or is the scheme's.
func Open(text string) (Meter, error) {
	parsed, err := driver.ParseAddress(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, ErrAddress)
	}
	a := address{text: text, target: parsed.Target, options: parsed.Options}
	var usages []string
	for _, s := range schemes {
		if s.Name == parsed.Scheme {
			if a.target == "" {
				return nil, a.bad(errors.New("it names nothing; want " + s.Usage))
			}
			return s.open(a)
		}
		usages = append(usages, s.Usage)
	}
	return nil, a.bad(fmt.Errorf("unknown scheme %q (known: %s)", parsed.Scheme, strings.Join(usages, ", ")))
}
