// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"strings"
	"testing"
)

// TestArguments gives each method slices that are just long enough, which
// must work, and then shortens one of them by one element, which must panic
// with the name of the method.
func TestArguments(t *testing.T) {
	const l = 8
	i16 := func(n int) []int16 { return make([]int16, n) }
	i32 := func(n int) []int32 { return make([]int32, n) }
	i64 := func(n int) []int64 { return make([]int64, n) }
	raw := func(n int) []byte { return make([]byte, n) }
	for _, c := range []struct {
		name string
		run  func(s *Set, short [4]int)
		n    int // slices that can be too short
	}{
		{"Gemm", func(s *Set, d [4]int) {
			s.Gemm(l, i64(l-d[0]), i32(3), i16(l-d[1]), i32(6-d[2]), i16(2*l*l-d[3]), 2, false, false)
		}, 4},
		{"Outer", func(s *Set, d [4]int) {
			s.Outer(l, i64(l*l-d[0]), i16(4*l-d[1]), i16(l-d[2]), i32(4-d[3]), 3, false)
		}, 4},
		{"PackPairs", func(s *Set, d [4]int) { s.PackPairs(l, i16(4*l-d[0]), i16(l-d[1]), i32(3)) }, 2},
		{"ExpandBytes", func(s *Set, d [4]int) { s.ExpandBytes(i16(5-d[0]), raw(5), true) }, 1},
		{"ExpandRows", func(s *Set, d [4]int) { s.ExpandRows(l, i16(6*l-d[0]), raw(4*l-d[1]), 1) }, 2},
		{"CopyInt16", func(s *Set, d [4]int) { s.CopyInt16(i16(3-d[0]), raw(6-d[1])) }, 2},
		{"SplitNibbles", func(s *Set, d [4]int) { s.SplitNibbles(i16(3-d[0]), i16(3-d[1]), i16(3), true) }, 2},
		{"RoundNibbles", func(s *Set, d [4]int) { s.RoundNibbles(raw(3-d[0]), raw(3), true, 4-uint(d[1])) }, 2},
		{"RoundWords", func(s *Set, d [4]int) { s.RoundWords(i16(3-d[0]), i16(3)) }, 1},
		{"StoreInt32", func(s *Set, d [4]int) { s.StoreInt32(raw(20-d[0]), i64(5), 39+uint(d[1])) }, 2},
		{"StoreInt16", func(s *Set, d [4]int) { s.StoreInt16(raw(10-d[0]), i64(5), 39+uint(d[1])) }, 2},
		{"StoreInt64", func(s *Set, d [4]int) { s.StoreInt64(raw(40-d[0]), i64(5), 39+uint(d[1])) }, 2},
		{"StoreSign", func(s *Set, d [4]int) { s.StoreSign(raw(5-d[0]), i64(5), 39+uint(d[1])) }, 2},
	} {
		for _, s := range usableSets(t) {
			if said := panicOf(func() { c.run(s, [4]int{}) }); said != "" {
				t.Errorf("%s.%s: slices that are long enough: %s", s.Name(), c.name, said)
			}
			for i := range c.n {
				var short [4]int
				short[i] = 1
				if said := panicOf(func() { c.run(s, short) }); !strings.Contains(said, "kernel: "+c.name+":") {
					t.Errorf("%s.%s: argument %d too short: panic %q", s.Name(), c.name, i, said)
				}
			}
		}
	}
}

// TestRanges gives numbers that are out of range.
func TestRanges(t *testing.T) {
	for _, s := range usableSets(t) {
		for name, f := range map[string]func(){
			"lanes":        func() { s.PackPairs(5, nil, nil, nil) },
			"Gemm: tiles":  func() { s.Gemm(4, make([]int64, 4), make([]int32, 1), make([]int16, 4), nil, nil, 0, false, false) },
			"Outer: vect":  func() { s.Outer(4, make([]int64, 16), nil, nil, nil, -1, false) },
			"ExpandRows: ": func() { s.ExpandRows(4, make([]int16, 64), make([]byte, 4), -1) },
		} {
			if said := panicOf(f); !strings.Contains(said, "kernel: "+name) {
				t.Errorf("%s: %s: panic %q", s.Name(), name, said)
			}
		}
	}
}

// panicOf returns what f panics with, or "".
func panicOf(f func()) (said string) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case error:
			said = v.Error()
		case string:
			said = v
		}
	}()
	f()
	return ""
}
