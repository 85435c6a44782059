// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"errors"
	"math/rand"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// TestExplainCoversEveryPixelOnce adds up the parts of explanations of random layers.
func TestExplainCoversEveryPixelOnce(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for range 15 {
		s := randomShape(r)
		for _, config := range isa.Configs() {
			for _, memory := range []int64{0, 160 << 10} {
				for pass := Forward; pass <= BackwardWeights; pass++ {
					e, err := Explain(&config, memory, s, pass, false)
					if err != nil {
						t.Fatalf("%v %v on %s with %d bytes: %v", pass, s, config.Name, memory, err)
					}
					checkExplanation(t, &config, e)
					if t.Failed() {
						t.Fatalf("%v %v on %s with %d bytes", pass, s, config.Name, memory)
					}
				}
			}
		}
	}
}

// checkExplanation wants every result to be stored once, of chunks that cover the layer.
func checkExplanation(t *testing.T, config *isa.Config, e *Explanation) {
	t.Helper()
	s := e.Shape
	if e.Folded != nil {
		s = *e.Folded
	}
	if len(e.Launches) != len(e.Cuts)+1 {
		t.Errorf("%d launches after %d cuts", len(e.Launches), len(e.Cuts))
	}
	stored, slots := 0, int64(0)
	for i := range e.Launches {
		l := &e.Launches[i]
		p := &l.Program
		inside, pixels := 0, 0
		for _, c := range p.Chunks {
			pixels += c.Pixels()
			if c.Images[0] >= l.Images[0] && c.Images[1] <= l.Images[1] && c.Rows[0] >= l.Rows[0] && c.Rows[1] <= l.Rows[1] {
				inside++
			}
		}
		width := s.OutW()
		if e.Pass == BackwardData {
			width = s.InW
		}
		if inside != len(p.Chunks) || pixels != l.Images.Len()*l.Rows.Len()*width {
			t.Errorf("launch %d: chunks of %d pixels, %d of %d inside of %+v", i, pixels, inside, len(p.Chunks), *l)
		}
		for _, st := range p.Stores {
			stored += st.Rows
			checkStored(t, config, e, l, st)
		}
		if p.Instructions[isa.EngineStore] != len(p.Stores) || p.Code.Instructions() != p.Instructions[0]+p.Instructions[1]+p.Instructions[2] {
			t.Errorf("launch %d: %v instructions, %d stores", i, p.Instructions, len(p.Stores))
		}
		slots += p.Slots
	}
	if min(slots, int64(stored)) < 1 {
		t.Error("nothing to do")
	}
}

func checkStored(t *testing.T, config *isa.Config, e *Explanation, l *LaunchPlan, st Stored) {
	t.Helper()
	if e.Pass != BackwardWeights {
		if st.Chunk == nil || st.Rows != st.Chunk.Pixels() || st.Rows > config.AccDepth {
			t.Errorf("stored %+v", st)
		}
		return
	}
	s := e.Shape
	if e.Folded != nil {
		s = *e.Folded
	}
	b := st.Tiles
	if b == nil || st.Rows != b.Outputs.Len()*b.Inputs.Len()*b.KernelRows.Len()*s.KW*config.Lanes {
		t.Errorf("stored %+v", st)
		return
	}
	if b.Outputs[0] < l.Outputs[0] || b.Outputs[1] > l.Outputs[1] || b.Inputs[0] < l.Inputs[0] || b.Inputs[1] > l.Inputs[1] {
		t.Errorf("tiles %+v outside of %+v", *b, *l)
	}
}

// TestCutsHaveTheirReasons wants each reason for the layer that is made for it.
func TestCutsHaveTheirReasons(t *testing.T) {
	config, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	square := func(batch, in, out, size, kernel int) Shape {
		return Shape{Batch: batch, InC: in, OutC: out, InH: size, InW: size, KH: kernel, KW: kernel, StrideY: 1, StrideX: 1}
	}
	for _, c := range []struct {
		name    string
		shape   Shape
		pass    Pass
		memory  int64
		want    Cut
		partial bool
	}{
		{"memory", square(4, 8, 8, 16, 3), Forward, 24 << 10, Cut{CutMemory, "images"}, false},
		{"long sums", square(70, 4, 4, 32, 1), BackwardWeights, 0, Cut{CutSums, "images"}, true},
		{"deep sums", square(1, 4, 2700, 7, 7), BackwardData, 0, Cut{CutSums, "output blocks"}, true},
		{"long programs", square(1, 4000, 4, 8, 1), Forward, 0, Cut{CutInstructions, "input blocks"}, true},
	} {
		e, err := Explain(config, c.memory, c.shape, c.pass, false)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(e.Cuts) == 0 || e.Cuts[0] != c.want || e.Partial != c.partial {
			t.Errorf("%s: cuts %+v, partial sums %t", c.name, e.Cuts, e.Partial)
		}
	}
}

func TestExplainErrors(t *testing.T) {
	config, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	good := Shape{Batch: 1, InC: 4, OutC: 4, InH: 8, InW: 8, KH: 3, KW: 3, StrideY: 1, StrideX: 1}
	bad := good
	bad.KH = 9
	for _, c := range []struct {
		shape  Shape
		pass   Pass
		memory int64
		want   error
	}{
		{bad, Forward, 0, ErrShape}, {good, PSGPredict, 0, ErrShape}, {good, Forward, 100, driver.ErrMemory},
	} {
		if _, err := Explain(config, c.memory, c.shape, c.pass, false); !errors.Is(err, c.want) {
			t.Errorf("%v %v: %v, want %v", c.pass, c.shape, err, c.want)
		}
	}
}
