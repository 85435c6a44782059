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

func TestFloat64Ends(t *testing.T) {
	low, high := uint64(0), uint64(math.MaxUint64)
	if v := unit(low); v != 0x1p-53 {
		t.Errorf("smallest uniform number %g", v)
	}
	if v := unit(high); v != 1-0x1p-53 {
		t.Errorf("largest uniform number %g", v)
	}
}
