// SPDX-License-Identifier: Apache-2.0

package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// root is the working tree.
const root = "../.."

// name is what names of mutants look like.
var name = regexp.MustCompile(`^[a-z0-9_]+/[a-z0-9-]+$`)

// TestMutantsApply keeps the table in step with the sources.
func TestMutantsApply(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range mutants() {
		if seen[m.id] {
			t.Errorf("two mutants are called %s", m.id)
		}
		seen[m.id] = true
		if !name.MatchString(m.id) {
			t.Errorf("%q is not a name of area/what", m.id)
		}
		if m.breaks == "" || m.old == m.new {
			t.Errorf("mutant %s breaks nothing", m.id)
		}
		text, err := os.ReadFile(filepath.Join(root, m.file))
		if err != nil {
			t.Errorf("mutant %s: %v", m.id, err)
			continue
		}
		if _, err := m.apply(string(text)); err != nil {
			t.Errorf("mutant %s: %v", m.id, err)
		}
	}
}

// TestTestsExist wants the tests of mutants to be where they are said to be.
func TestTestsExist(t *testing.T) {
	checked := map[*test]bool{}
	for _, m := range mutants() {
		if m.test == nil {
			t.Errorf("mutant %s has no test", m.id)
			continue
		}
		for _, source := range []string{m.file, m.test.folder} {
			if floor, _, _ := strings.Cut(source, "/"); !slices.Contains(m.test.sources(), floor) {
				t.Errorf("mutant %s: results would not depend on %s", m.id, source)
			}
		}
		if !checked[m.test] && !defined(t, m.test) {
			t.Errorf("mutant %s: there is no %v", m.id, m.test)
		}
		checked[m.test] = true
	}
}

// defined looks for the function of a test.
func defined(t *testing.T, wanted *test) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(root, wanted.folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+wanted.name+"(t *testing.T) {") {
			return true
		}
	}
	return false
}

// TestMutantsCoverEveryModule wants a mistake in every module of the RTL, and enough of all.
func TestMutantsCoverEveryModule(t *testing.T) {
	files := map[string]int{}
	rtl, timing := 0, 0
	for _, m := range mutants() {
		if m.equivalent != "" {
			continue
		}
		files[m.file]++
		if m.isRTL() {
			rtl++
		}
		if strings.HasPrefix(m.file, "sim/timing/") {
			timing++
		}
	}
	modules, err := filepath.Glob(filepath.Join(root, "rtl", "*.sv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range modules {
		if files[path.Join("rtl", filepath.Base(module))] == 0 {
			t.Errorf("no mutant is in %s", filepath.Base(module))
		}
	}
	if rtl < 25 || timing < 10 {
		t.Errorf("%d mutants of RTL and %d of package timing, want 25 and 10", rtl, timing)
	}
}
