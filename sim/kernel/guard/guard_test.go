// SPDX-License-Identifier: Apache-2.0

package guard

import (
	"runtime/debug"
	"testing"
	"unsafe"
)

// An access beside a slice is a fault, one within it is not.
func TestSlice(t *testing.T) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	for _, behind := range []bool{false, true} {
		v := Slice[int64](t, 3, behind)
		first, last, beside := unsafe.Pointer(&v[0]), unsafe.Pointer(&v[2]), -8
		if behind {
			beside = 24
		}
		if faults(first) || faults(last) {
			t.Errorf("page behind %t: the slice itself cannot be written", behind)
		}
		if !faults(unsafe.Add(first, beside)) {
			t.Errorf("page behind %t: no fault", behind)
		}
	}
}

func faults(p unsafe.Pointer) (fault bool) {
	defer func() { fault = recover() != nil }()
	*(*int64)(p) = 1
	return false
}
