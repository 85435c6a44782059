// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"slices"
	"testing"
)

func TestCopyInt16(t *testing.T) {
	rng := testRand(t)
	for _, n := range []int{0, 1, 2, 31, 1000} {
		src := fillBytes(rng, 2*n)
		before := fill16(rng, n+2, -32768, 32767)
		want := slices.Clone(before)
		for i := range n {
			v := int(src[2*i]) + 256*int(src[2*i+1])
			if v >= 32768 {
				v -= 65536
			}
			want[i] = int16(v)
		}
		for _, s := range usableSets(t) {
			dst := slices.Clone(before)
			s.CopyInt16(dst, src)
			if i := firstDifference(dst, want); i >= 0 {
				t.Fatalf("%s: %d values: dst[%d] is %d, want %d", s.Name(), n, i, dst[i], want[i])
			}
		}
		dst := slices.Clone(before)
		decodeInt16(dst, src)
		if i := firstDifference(dst, want); i >= 0 {
			t.Fatalf("any byte order: %d values: dst[%d] is %d, want %d", n, i, dst[i], want[i])
		}
	}
}
