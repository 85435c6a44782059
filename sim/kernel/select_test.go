// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"slices"
	"strings"
	"testing"
)

func TestSelectByName(t *testing.T) {
	if !slices.Contains(Available(), "portable") {
		t.Fatalf("available: %v, want portable among them", Available())
	}
	for _, name := range Available() {
		s, err := Select(name)
		if err != nil || s.Name() != name {
			t.Errorf("Select(%q): %v, %v", name, s, err)
		}
		if !slices.Contains(All(), name) {
			t.Errorf("%q is available but not one of %v", name, All())
		}
	}
}

func TestSelectBest(t *testing.T) {
	s, err := Select("")
	if err != nil {
		t.Fatal(err)
	}
	names := Available()
	if best := names[len(names)-1]; s.Name() != best {
		t.Errorf("chosen without a name: %s, want %s of %v", s.Name(), best, names)
	}
}

// TestSelectRefused asks for a name that is unknown and for one that the CPU
// is said to lack.
func TestSelectRefused(t *testing.T) {
	list := []candidate{{&Set{name: "plain"}, true}, {&Set{name: "future"}, false}}
	for _, c := range []struct{ name, reason string }{
		{"nonsense", "unknown"},
		{"future", "CPU lacks"},
	} {
		s, err := selectFrom(list, c.name)
		if s != nil || err == nil {
			t.Fatalf("%q: set %v, error %v", c.name, s, err)
		}
		for _, part := range []string{c.name, c.reason, "available: plain"} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%q: error %q does not say %q", c.name, err, part)
			}
		}
		if strings.Contains(err.Error(), "plain, ") {
			t.Errorf("%q: error %q offers what the CPU lacks", c.name, err)
		}
	}
	if s, err := selectFrom(list, ""); err != nil || s.name != "plain" {
		t.Errorf("no name: %v, %v, want the one usable set", s, err)
	}
}

func TestDefault(t *testing.T) {
	t.Setenv(EnvName, "portable")
	if s, err := Default(); err != nil || s.Name() != "portable" {
		t.Errorf("portable: %v, %v", s, err)
	}
	t.Setenv(EnvName, "")
	if s, err := Default(); err != nil || s.Name() != Available()[len(Available())-1] {
		t.Errorf("no name: %v, %v", s, err)
	}
	t.Setenv(EnvName, "abacus")
	if s, err := Default(); err == nil || !strings.Contains(err.Error(), EnvName) {
		t.Errorf("abacus: %v, %v, want an error with %s", s, err, EnvName)
	}
}
