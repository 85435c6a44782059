// SPDX-License-Identifier: Apache-2.0

package bound

import (
	"math"
	"testing"
)

func TestProduct(t *testing.T) {
	const huge = math.MaxUint32
	cases := []struct {
		name    string
		limit   int64
		factors []uint32
		want    int64
		ok      bool
	}{
		{"no factors", 1, nil, 1, true},
		{"no factors, nothing admitted", 0, nil, 1, false},
		{"exactly the limit", 47_040_000, []uint32{60000, 28, 28}, 47_040_000, true},
		{"one above the limit", 47_039_999, []uint32{60000, 28, 28}, 0, false},
		{"overflow of 64 bits", math.MaxInt64, []uint32{huge, huge, huge, huge}, 0, false},
		{"zero hides an overflow", 10, []uint32{huge, huge, huge, 0}, 0, true},
		{"negative limit", -1, []uint32{1}, 0, false},
		{"negative limit, zero", -1, []uint32{0}, 0, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, ok := Product(c.limit, c.factors...)
			if ok != c.ok || (ok && got != c.want) {
				t.Errorf("Product(%d, %v) = %d, %v; want %d, %v", c.limit, c.factors, got, ok, c.want, c.ok)
			}
		})
	}
}

func TestInflated(t *testing.T) {
	cases := []struct{ size, want int64 }{
		{-5, 0},
		{0, 0},
		{10, 10320},
		{math.MaxInt64, math.MaxInt64 / deflateRatio * deflateRatio},
	}
	for _, c := range cases {
		if got := Inflated(c.size); got != c.want {
			t.Errorf("Inflated(%d) = %d, want %d", c.size, got, c.want)
		}
	}
}
