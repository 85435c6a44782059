// SPDX-License-Identifier: Apache-2.0

package board

import (
	"errors"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
)

// TestPoolFillsGaps takes and gives pieces and looks where the next ones are.
func TestPoolFillsGaps(t *testing.T) {
	const page = driver.MemoryAlign
	p := &pool{size: 8 * page}
	take := func(n int, want int64) piece {
		t.Helper()
		got, err := p.take(n)
		if err != nil || got.at != want {
			t.Fatalf("%d bytes: at %d, %v, want %d", n, got.at, err, want)
		}
		return got
	}
	a := take(1, 0)
	b := take(3*page, page)
	c := take(page+1, 4*page)
	p.give(b)
	take(0, page)
	take(2*page, 2*page)
	if _, err := p.take(3 * page); !errors.Is(err, driver.ErrMemory) {
		t.Errorf("more than is left: %v", err)
	}
	p.give(a)
	p.give(c)
	take(page, 0)
	take(4*page, 4*page)
}

// TestRepeatable: a program may be run again if it stores nothing where it loads from.
func TestRepeatable(t *testing.T) {
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	code := patternProgram(c.Lanes)
	out := int64(4 * patternVectors * c.Lanes)
	for name, at := range map[string]struct {
		x, out uint64
		want   bool
	}{
		"apart":            {0x1000, 0x2000, true},
		"behind the other": {0x1000, 0x1000 + patternVectors*4, true},
		"the same":         {0x1000, 0x1000, false},
		"the last bytes":   {0x1000 + uint64(out) - 64, 0x1000, false},
	} {
		rooms := [isa.NumBases]sim.Room{patternX: {Address: at.x}, patternW: {Address: 0x9000}, patternOut: {Address: at.out}}
		if got := repeatable(c, code, &rooms); got != at.want {
			t.Errorf("%s: %v, want %v", name, got, at.want)
		}
	}
}
