// SPDX-License-Identifier: Apache-2.0

package main

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/e2train/e2train/sim/kernel"
)

// Threads and kernels, as a user chooses them, have no influence.
func TestSameOutcome(t *testing.T) {
	t.Run("plain", func(t *testing.T) { sameForThreadsAndKernels(t) })
	t.Run("psg", func(t *testing.T) { sameForThreadsAndKernels(t, signFlags...) })
	t.Run("slu", func(t *testing.T) { sameForThreadsAndKernels(t, "--slu", "--slu-target", "0.5") })
}

func sameForThreadsAndKernels(t *testing.T, more ...string) {
	flags, whole := smallRun(t, "sim:ultra96")
	flags = append(flags, more...)
	e2train(t, flags...).want(t, exitDone)
	outcome := func(name string, more ...string) string {
		out := filepath.Join(t.TempDir(), name)
		e2train(t, slices.Concat(flags, []string{"--out", out}, more)...).want(t, exitDone)
		sameOutcome(t, out, whole)
		return out
	}
	outcome("one", "--threads", "1")
	outcome("three", "--threads", "3")
	for _, name := range kernel.Available() {
		t.Setenv(kernel.EnvName, name)
		if s := readSummary(t, outcome(name)); s.Kernels != name {
			t.Errorf("the summary names kernels %q, not %q", s.Kernels, name)
		}
	}
}
