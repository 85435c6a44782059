// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"context"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/sim/randprog"
)

// Of a large allocation a capture holds what the launch touches, and not what lies between; what it holds is the whole launch.
func TestCaptureLeavesOutTheRest(t *testing.T) {
	const gap = 1 << 20
	d := openSim(t)
	seed := randprog.Seed(t)
	for i := range 12 {
		want := random(t, d, seed, i)
		memory, err := d.Alloc(gap * (len(want.Launch.Memories) + 1))
		if err != nil {
			t.Fatal(err)
		}
		p := driver.Program{Code: want.Launch.Code, Params: want.Launch.Params}
		most := 0
		for b, base := range want.Launch.Bases {
			if base.Memory == NoMemory {
				continue
			}
			content := want.Launch.Memories[base.Memory]
			most += len(content) + driver.MemoryAlign
			if _, err := memory.WriteAt(content, int64(base.Memory*gap)); err != nil {
				t.Fatal(err)
			}
			p.Bases[b] = driver.Region{Memory: memory, Offset: int64(base.Memory*gap) + base.Offset}
		}
		capture, err := NewCapture(&want.Launch.Config, p)
		if err != nil {
			t.Fatal(err)
		}
		held := 0
		for _, content := range capture.Launch.Memories {
			held += len(content)
		}
		if held > most {
			t.Errorf("program %d: %d bytes captured, it touches %d at most", i, held, most)
		}
		got, err := capture.Launch.Run(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := got.Activity, want.Want.Activity; a != b {
			t.Errorf("program %d: captured %+v, was %+v", i, a, b)
		}
		if err := memory.Free(); err != nil {
			t.Fatal(err)
		}
	}
}
