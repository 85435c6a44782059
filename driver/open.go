// SPDX-License-Identifier: Apache-2.0

package driver

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Address is a parsed device address, SCHEME[:TARGET][?OPTION=VALUE&...].
type Address struct {
	Text    string
	Scheme  string
	Target  string
	Options url.Values
}

// Opener opens the device at an address of its scheme.
type Opener func(Address) (Device, error)

// Scheme describes one way to reach a device.
type Scheme struct {
	Name    string // "sim"
	Usage   string // "sim:CONFIG[?memory=ideal]"
	Summary string // one line
	Open    Opener
	// List returns addresses that can be opened here and now.
	List func() []string
}

var (
	schemesMu sync.Mutex
	schemes   []Scheme
)

// Register makes a scheme known to Open. It is called from init and panics if the name is taken.
func Register(s Scheme) {
	schemesMu.Lock()
	defer schemesMu.Unlock()
	if slices.ContainsFunc(schemes, func(o Scheme) bool { return o.Name == s.Name }) {
		panic("driver: scheme " + s.Name + " registered twice")
	}
	schemes = append(schemes, s)
	slices.SortFunc(schemes, func(a, b Scheme) int { return strings.Compare(a.Name, b.Name) })
}

// Schemes returns the registered schemes by name.
func Schemes() []Scheme {
	schemesMu.Lock()
	defer schemesMu.Unlock()
	return slices.Clone(schemes)
}

// ParseAddress splits a device address. The error wraps ErrAddress.
func ParseAddress(text string) (Address, error) {
	head, query, _ := strings.Cut(text, "?")
	options, err := url.ParseQuery(query)
	if err != nil {
		return Address{}, fmt.Errorf("device %q: options %q: %v: %w", text, query, err, ErrAddress)
	}
	scheme, target, _ := strings.Cut(head, ":")
	return Address{Text: text, Scheme: scheme, Target: target, Options: options}, nil
}

// Open opens the device at the address, such as "sim:ultra96" or "cpu". The error wraps ErrAddress if no registered scheme
// fits, or is the scheme's own.
func Open(address string) (Device, error) {
	a, err := ParseAddress(address)
	if err != nil {
		return nil, err
	}
	var usages []string
	for _, s := range Schemes() {
		if s.Name == a.Scheme {
			return s.Open(a)
		}
		usages = append(usages, s.Usage)
	}
	return nil, fmt.Errorf("device %q: unknown scheme %q (known: %s): %w", address, a.Scheme, strings.Join(usages, ", "), ErrAddress)
}

// Describe returns what the device at an address is. The device is opened for it, and closed again.
func Describe(address string) (Info, error) {
	d, err := Open(address)
	if err != nil {
		return Info{}, err
	}
	defer d.Close()
	return d.Info(), nil
}

// Only reports options of a that are not among the known ones, as an error that wraps ErrAddress.
func (a Address) Only(known ...string) error {
	for name := range a.Options {
		if !slices.Contains(known, name) {
			return fmt.Errorf("device %q: unknown option %q (known: %s): %w", a.Text, name, strings.Join(known, ", "), ErrAddress)
		}
	}
	return nil
}
