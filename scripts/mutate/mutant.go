// SPDX-License-Identifier: Apache-2.0

package main

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// mutant is one mistake.
type mutant struct {
	id     string // area/what
	file   string // from the root of the module
	old    string // occurs once in the file
	new    string
	breaks string // what is wrong then
	test   *test  // sees it

	// equivalent, if not empty, argues why nothing that the contract promises changes. Then the test passes.
	equivalent string
}

// test is a test that catches mutants.
type test struct {
	folder string // of its package, from the root of the module
	name   string // of the function
	part   string // pattern of subtests, "" for all
}

func (t *test) String() string {
	name := t.folder + " " + t.name
	if t.part != "" {
		name += "/" + t.part
	}
	return name
}

// pattern returns the value of the flag -run.
func (t *test) pattern() string {
	pattern := "^" + t.name + "$"
	if t.part != "" {
		pattern += "/" + t.part
	}
	return pattern
}

// floors are the folders of code that mutants and their tests are in, from the lowest floor to the highest. A test depends on its
// own floor and on lower ones.
var floors = []string{"rtl", "hls", "sim", "driver"}

// sources returns the folders whose files decide the result of the test.
func (t *test) sources() []string {
	floor, _, _ := strings.Cut(t.folder, "/")
	return floors[:slices.Index(floors, floor)+1]
}

// isRTL reports whether the mistake is one of hardware.
func (m *mutant) isRTL() bool { return path.Ext(m.file) == ".sv" }

// errText is the cause of errors about a mutant whose file has changed.
var errText = errors.New("the text to replace has to be there once")

// apply returns the mutated text of the mutant's file.
func (m *mutant) apply(text string) (string, error) {
	if n := strings.Count(text, m.old); n != 1 {
		return "", fmt.Errorf("%s: %w, and is there %d times: %q", m.file, errText, n, m.old)
	}
	return strings.Replace(text, m.old, m.new, 1), nil
}

// mutants returns all of them in the order in which they run: fast ones first.
func mutants() []mutant {
	return slices.Concat(timingMutants, ruleMutants, executorMutants, plannerMutants, controlMutants, transferMutants, tensorMutants, serialMutants,
		hlsMutants)
}
