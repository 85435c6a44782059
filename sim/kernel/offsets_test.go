// SPDX-License-Identifier: Apache-2.0

package kernel

import (
	"strings"
	"testing"
)

func TestCheckOffsets(t *testing.T) {
	for _, c := range []struct {
		off   []int32
		limit int
		want  string // empty if all is well
	}{
		{nil, 0, ""},
		{[]int32{0, 5, 112}, 112, ""},
		{[]int32{0, 113}, 112, "offset 1 is 113"},
		{[]int32{3, 4, -1}, 112, "offset 2 is -1"},
		{[]int32{0}, -16, "offset 0 is 0"},
	} {
		err := CheckOffsets(c.off, c.limit)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v up to %d: %v, want %q", c.off, c.limit, err, c.want)
		}
	}
}
