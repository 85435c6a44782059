// SPDX-License-Identifier: Apache-2.0

package randprog

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

func TestProgramsAreValid(t *testing.T) {
	seed := Seed(t)
	for _, c := range isa.Configs() {
		for i := range 200 {
			deadlock := i%4 == 0
			p := New(&c, Rand(seed, i), Options{Deadlock: deadlock})
			if err := c.Validate(p.Code); err != nil {
				t.Fatalf("%s, program %d: %v", c.Name, i, err)
			}
			stuck := 0
			for k := range p.Code.Segments {
				if _, complete := p.Code.Segments[k].Schedule(); !complete {
					stuck++
				}
			}
			if (stuck == 1) != deadlock || stuck > 1 {
				t.Fatalf("%s, program %d: %d segments deadlock", c.Name, i, stuck)
			}
			checkSizes(t, &c, p)
		}
	}
}

// checkSizes wants the sizes of regions to hold all that the program touches, and no more.
func checkSizes(t *testing.T, c *isa.Config, p *Program) {
	t.Helper()
	var sizes [isa.NumBases]int
	for i := range p.Code.Segments {
		s := &p.Code.Segments[i]
		for k := range s.Load {
			_, high := s.Load[k].Extent(c)
			sizes[s.Load[k].Base] = max(sizes[s.Load[k].Base], int(high))
		}
		for k := range s.Store {
			_, high := s.Store[k].Extent(c)
			sizes[s.Store[k].Base] = max(sizes[s.Store[k].Base], int(high))
		}
	}
	if sizes != p.Sizes {
		t.Errorf("%s: sizes are %v, want %v", c.Name, p.Sizes, sizes)
	}
}

func TestSameSeedSameProgram(t *testing.T) {
	seed := Seed(t)
	for _, c := range isa.Configs() {
		for i := range 20 {
			a, b := Rand(seed, i), Rand(seed, i)
			p, q := New(&c, a, Options{}), New(&c, b, Options{})
			if !reflect.DeepEqual(p, q) {
				t.Fatalf("%s, program %d differs from itself", c.Name, i)
			}
			m, n := p.Memory(a), q.Memory(b)
			for base := range m {
				if !bytes.Equal(m[base], n[base]) || len(m[base]) != p.Sizes[base] {
					t.Fatalf("%s, program %d: memory differs from itself", c.Name, i)
				}
			}
		}
	}
}

func TestOptions(t *testing.T) {
	seed := Seed(t)
	c := isa.Configs()[0]
	for i := range 50 {
		p := New(&c, Rand(seed, i), Options{Segments: 2, Instructions: 9, Unmasked: true})
		if n := len(p.Code.Segments); n != 2 {
			t.Fatalf("%d segments, want 2", n)
		}
		for k := range p.Code.Segments {
			s := &p.Code.Segments[k]
			if n := len(s.Tensor) + len(s.Store); n > 9 {
				t.Errorf("%d tensor instructions and stores, want 9 or less", n)
			}
			for j := range s.Tensor {
				if s.Tensor[j].Masked {
					t.Error("an instruction is masked")
				}
			}
		}
	}
}

// TestProgramsVary counts what programs contain: each feature has to be frequent enough for tests that rely on it.
func TestProgramsVary(t *testing.T) {
	seed := Seed(t)
	for _, c := range isa.Configs() {
		const programs = 400
		seen := map[string]int{}
		for i := range programs {
			p := New(&c, Rand(seed, i), Options{})
			count(&c, p.Code, func(feature string, holds bool) {
				if holds {
					seen[feature]++
				}
			})
		}
		for _, feature := range features {
			if n := seen[feature]; n < programs/40 {
				t.Errorf("%s: %d programs have %d times %q", c.Name, programs, n, feature)
			}
		}
	}
}

var features = []string{
	"load.x", "load.x signed", "load.g", "load.w", "load.mask", "gemm x", "gemm g", "gemm no taps", "gemm adds", "gemm padding", "odd weights",
	"outer", "outer adds", "outer unsigned", "outer signed", "outer masked", "masked adds", "masked fills", "fence",
	"store int32", "store int16", "store int64", "store sign", "store tracks", "negative stride", "several banks", "wait", "release",
	"two waits", "several segments", "empty list", "empty segment", "store then load", "short tile", "negative source",
}

func count(c *isa.Config, p *isa.Program, see func(feature string, holds bool)) {
	see("several segments", len(p.Segments) > 1)
	for i := range p.Segments {
		s := &p.Segments[i]
		see("empty list", (len(s.Load) == 0 || len(s.Store) == 0) && len(s.Load)+len(s.Tensor)+len(s.Store) > 0)
		see("empty segment", len(s.Load)+len(s.Tensor)+len(s.Store) == 0)
		for k := range s.Load {
			countLoad(&s.Load[k], see)
		}
		for k := range s.Tensor {
			countTensor(c, &s.Tensor[k], see)
		}
		for k := range s.Store {
			countStore(s, &s.Store[k], see)
		}
	}
}

func countLoad(l *isa.Load, see func(string, bool)) {
	for op, name := range map[isa.Opcode]string{isa.OpLoadX: "load.x", isa.OpLoadG: "load.g", isa.OpLoadW: "load.w", isa.OpLoadMask: "load.mask"} {
		see(name, l.Op == op)
	}
	see("load.x signed", l.Signed)
	see("negative stride", l.Stride[0] < 0 && l.Count[0] > 1)
	see("wait", l.Wait != 0)
}

func countTensor(c *isa.Config, t *isa.Tensor, see func(string, bool)) {
	gemm, outer := t.Op == isa.OpGemm && !t.NoTaps, t.Op == isa.OpOuter
	see("gemm x", gemm && !t.SourceG)
	see("gemm g", gemm && t.SourceG)
	see("gemm no taps", t.NoTaps)
	see("gemm adds", gemm && !t.Zero)
	see("gemm padding", gemm && t.X0 < 0)
	see("odd weights", gemm && t.W%2 == 1)
	see("outer", outer && t.Pack == isa.PackNone && !t.Masked)
	see("outer adds", outer && !t.Zero)
	see("outer unsigned", t.Pack == isa.PackUnsigned)
	see("outer signed", t.Pack == isa.PackSigned)
	see("outer masked", t.Masked)
	see("masked adds", t.Masked && !t.Zero)
	see("masked fills", t.FillSign)
	see("fence", t.Fence)
	see("release", t.Release != 0)
	see("two waits", t.Wait&(t.Wait-1) != 0)
	see("short tile", t.Vectors() < c.MinTile(false))
	see("negative source", t.Src < 0)
	rows := t.Tiles() * c.Lanes
	see("several banks", outer && int(t.Acc)/c.AccDepth != (int(t.Acc)+int(t.Second)+rows-1)/c.AccDepth)
}

func countStore(s *isa.Segment, o *isa.Store, see func(string, bool)) {
	for op, name := range map[isa.Opcode]string{
		isa.OpStoreInt32: "store int32", isa.OpStoreInt16: "store int16", isa.OpStoreInt64: "store int64", isa.OpStoreSign: "store sign",
	} {
		see(name, o.Op == op)
	}
	see("store tracks", o.TrackMax)
	for k := range s.Load {
		see("store then load", s.Load[k].Base == o.Base && s.Load[k].Wait>>4 != 0)
	}
}
