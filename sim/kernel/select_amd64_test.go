// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/cpu"
)

// extensions are those that the assembly may be made of, and where it is
// written whether the CPU has them. A CPU with AVX2 has AVX.
var extensions = map[string]*bool{
	"AVX":        &cpu.X86.HasAVX2,
	"AVX2":       &cpu.X86.HasAVX2,
	"AVX512F":    &cpu.X86.HasAVX512F,
	"AVX512BW":   &cpu.X86.HasAVX512BW,
	"AVX512VL":   &cpu.X86.HasAVX512VL,
	"AVX512VNNI": &cpu.X86.HasAVX512VNNI,
}

// requirements returns the extensions that the functions of a suffix are made
// of, by what the generator wrote above each.
func requirements(t *testing.T, suffix string) map[string]bool {
	t.Helper()
	needs := map[string]bool{}
	functions := 0
	pattern := regexp.MustCompile(`// Requires: (.*)\nTEXT ·\w+` + suffix + `\(SB\)`)
	for _, m := range pattern.FindAllStringSubmatch(assembly(t), -1) {
		functions++
		for _, name := range strings.Split(m[1], ", ") {
			needs[name] = true
		}
	}
	if all := strings.Count(assembly(t), suffix+"(SB), "); functions != all || all == 0 {
		t.Fatalf("%d of %d %s functions say what they require", functions, all, suffix)
	}
	return needs
}

// TestDetection takes away each extension that a set is made of, one at a
// time, from a CPU which has all: the set must not be offered.
func TestDetection(t *testing.T) {
	for _, has := range extensions {
		defer func(before bool) { *has = before }(*has)
	}
	for _, c := range []struct{ set, suffix string }{{"avx2", "AVX2"}, {"avx512", "AVX512"}} {
		for need := range requirements(t, c.suffix) {
			for _, has := range extensions {
				*has = true
			}
			if _, err := Select(c.set); err != nil {
				t.Errorf("%s with every extension: %v", c.set, err)
			}
			has, known := extensions[need]
			if !known {
				t.Errorf("%s requires %s, which this test does not know", c.set, need)
				continue
			}
			*has = false
			if _, err := Select(c.set); err == nil || !strings.Contains(err.Error(), "needs instructions this CPU lacks") {
				t.Errorf("%s without %s: error %v", c.set, need, err)
			}
		}
	}
}
