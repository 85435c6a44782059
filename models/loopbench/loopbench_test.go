// SPDX-License-Identifier: Apache-2.0

package loopbench_test

import (
	"testing"

	"github.com/e2train/e2train/models/loopbench"
	"github.com/e2train/e2train/sim/kernel"
)

// sets returns every kernel set that this CPU can run.
func sets(tb testing.TB) (all []*kernel.Set) {
	tb.Helper()
	for _, name := range kernel.Available() {
		s, err := kernel.Select(name)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, s)
	}
	return all
}

// Loops have names of their own, and run.
func TestLoops(t *testing.T) {
	for _, s := range sets(t) {
		seen := map[string]bool{}
		for _, l := range loopbench.Loops(s) {
			if seen[l.Name] || l.Bytes < loopbench.Values {
				t.Errorf("%s: %q reads %d bytes", s.Name(), l.Name, l.Bytes)
			}
			seen[l.Name] = true
			for range 3 {
				l.Run()
			}
		}
	}
}

func BenchmarkLoops(b *testing.B) {
	for _, s := range sets(b) {
		for _, l := range loopbench.Loops(s) {
			b.Run(s.Name()+"/"+l.Name, func(b *testing.B) {
				b.SetBytes(int64(l.Bytes))
				for b.Loop() {
					l.Run()
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/loopbench.Values, "ns/element")
			})
		}
	}
}
