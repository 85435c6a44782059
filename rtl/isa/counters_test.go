// SPDX-License-Identifier: Apache-2.0

package isa

import "testing"

func TestCounterNames(t *testing.T) {
	seen := map[string]bool{}
	for c := range NumCounters {
		name := c.String()
		if name == "" || seen[name] {
			t.Errorf("counter %d is %q, empty or taken", int(c), name)
		}
		seen[name] = true
	}
	for c, want := range map[Counter]string{
		Cycles: "cycles", Instructions: "instructions", IssuePredict: "issue_predict", MaskWrites: "mask_writes",
		StoreWaitTensor: "store_wait_tensor", SkippedTiles: "skipped_tiles", -1: "counter(-1)", NumCounters: "counter(36)",
	} {
		if got := c.String(); got != want {
			t.Errorf("counter %d is %q, want %q", int(c), got, want)
		}
	}
}

func TestCountersAdd(t *testing.T) {
	var a, b Counters
	for i := range a {
		a[i], b[i] = uint64(i), uint64(1000*i+1)
	}
	a.Add(&b)
	for i := range a {
		if want := uint64(1001*i + 1); a[i] != want {
			t.Errorf("%v is %d, want %d", Counter(i), a[i], want)
		}
	}
	if b[3] != 3001 {
		t.Errorf("Add changed its argument: %d", b[3])
	}
}

func TestCountersFirstDifference(t *testing.T) {
	var a, b Counters
	if _, ok := a.FirstDifference(&b); ok {
		t.Error("equal counters differ")
	}
	a[Instructions], b[XReads] = 1, 1
	if first, ok := a.FirstDifference(&b); !ok || first != XReads {
		t.Errorf("first difference is %v, %v, want x_reads", first, ok)
	}
	b[XReads] = 0
	if first, ok := a.FirstDifference(&b); !ok || first != Instructions {
		t.Errorf("first difference is %v, %v, want instructions", first, ok)
	}
}
