// SPDX-License-Identifier: Apache-2.0

package rng

import (
	"math"
	"testing"
)

// The first values of SplitMix64 from state 1234567, as published with its reference implementation's ports.
func TestSplitMix64(t *testing.T) {
	s := Stream{state: 1234567}
	for i, want := range []uint64{
		6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821,
	} {
		if got := s.Uint64(); got != want {
			t.Errorf("value %d is %d, not %d", i, got, want)
		}
	}
}

func TestStreamsDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for _, seed := range []uint64{0, 1, 2, 1 << 63} {
		for _, name := range []string{"", "a", "b", "ab", "ba", "stem.weight"} {
			first := New(seed, name).Uint64()
			if other, ok := seen[first]; ok {
				t.Errorf("seed %d, %q begins like %s", seed, name, other)
			}
			seen[first] = name
			if again := New(seed, name).Uint64(); again != first {
				t.Errorf("seed %d, %q gives %d and %d", seed, name, first, again)
			}
		}
	}
}

// Moments of n uniform and normal numbers, within five standard errors.
func TestMoments(t *testing.T) {
	const n = 200000
	var uniform, normal, square, fourth float64
	s := New(42, "moments")
	for range n {
		u, z := s.Float64(), s.Normal()
		if !(u > 0 && u < 1) {
			t.Fatalf("uniform number %g", u)
		}
		uniform += u / n
		normal += z / n
		square += z * z / n
		fourth += z * z * z * z / n
	}
	within := func(what string, got, want, deviation float64) {
		if math.Abs(got-want) > 5*deviation/math.Sqrt(n) {
			t.Errorf("%s is %g, not %g", what, got, want)
		}
	}
	within("mean of uniform", uniform, 0.5, math.Sqrt(1.0/12))
	within("mean of normal", normal, 0, 1)
	within("mean square of normal", square, 1, math.Sqrt2)
	within("mean fourth power of normal", fourth, 3, math.Sqrt(96))
}

// Numbers at neighbouring places, in either counter, are uniform and do not follow each other.
func TestAt(t *testing.T) {
	const side = 300
	const n = side * side
	var sum, product, along [2]float64
	seen := map[float64]bool{}
	for i := range uint64(side) {
		for j := range uint64(side) {
			u := At(1, "at", i, j) - 0.5
			if seen[u] {
				t.Fatalf("the number at %d, %d occurs twice", i, j)
			}
			seen[u] = true
			sum[0] += u
			product[0] += u * (At(1, "at", i+1, j) - 0.5)
			along[0] += u * (At(1, "at", i, j+1) - 0.5)
			product[1] += u * (At(2, "at", i, j) - 0.5)
			along[1] += u * (At(1, "ta", i, j) - 0.5)
		}
	}
	for what, got := range map[string]float64{
		"sum": sum[0] * math.Sqrt(12), "next image": along[0] * 12, "next block": product[0] * 12,
		"next seed": product[1] * 12, "other name": along[1] * 12,
	} {
		if math.Abs(got) > 5*math.Sqrt(n) {
			t.Errorf("%s: %g standard deviations", what, got/math.Sqrt(n))
		}
	}
	if At(1, "at", 3, 4) == At(1, "at", 4, 3) || At(1, "at", 3) == At(1, "at", 3, 0) {
		t.Error("the order or the number of counters does not matter")
	}
}

func TestFloat64Ends(t *testing.T) {
	low, high := uint64(0), uint64(math.MaxUint64)
	if v := unit(low); v != 0x1p-53 {
		t.Errorf("smallest uniform number %g", v)
	}
	if v := unit(high); v != 1-0x1p-53 {
		t.Errorf("largest uniform number %g", v)
	}
}
