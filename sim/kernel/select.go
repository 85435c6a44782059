// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"fmt"
	"os"
	"strings"
)

// EnvName is the environment variable that [Default] takes a name from.
const EnvName = "E2TRAIN_KERNELS"

// candidate is a set that this build contains and whether the CPU can run it.
type candidate struct {
	set    *Set
	usable bool
}

// candidates lists the sets of this build from the slowest to the fastest.
// The first runs everywhere.
func candidates() []candidate {
	return append([]candidate{{&portable, true}}, platformCandidates()...)
}

// All returns the names of the sets which exist for this GOARCH, whether or
// not the CPU can run them, from the slowest to the fastest.
func All() []string {
	var names []string
	for _, c := range candidates() {
		names = append(names, c.set.name)
	}
	return names
}

// Available returns the names of the sets the CPU can run, from the slowest
// to the fastest.
func Available() []string {
	var names []string
	for _, c := range candidates() {
		if c.usable {
			names = append(names, c.set.name)
		}
	}
	return names
}

// Select returns the set of a name, or the fastest one the CPU can run for an
// empty name. A name that is unknown, or known but not for this CPU, is an
// error which names the sets that there are.
func Select(name string) (*Set, error) {
	return selectFrom(candidates(), name)
}

// Default returns the set that the environment variable E2TRAIN_KERNELS
// names, or the fastest one the CPU can run if the variable is unset or empty.
func Default() (*Set, error) {
	s, err := Select(os.Getenv(EnvName))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", EnvName, err)
	}
	return s, nil
}

// selectFrom is Select among the sets in list.
func selectFrom(list []candidate, name string) (*Set, error) {
	var best *Set
	var names []string
	reason := "is unknown here"
	for _, c := range list {
		switch {
		case c.usable:
			best = c.set
			names = append(names, c.set.name)
			if c.set.name == name {
				return c.set, nil
			}
		case c.set.name == name:
			reason = "needs instructions this CPU lacks"
		}
	}
	if name == "" {
		return best, nil
	}
	return nil, fmt.Errorf("kernel set %q %s; available: %s", name, reason, strings.Join(names, ", "))
}
