// SPDX-License-Identifier: Apache-2.0

package kernel

import "fmt"

// CheckOffsets reports the first entry of a table that is negative or greater
// than limit, the greatest offset at which a whole entry fits: the length of
// the buffer less lanes. Kernels trust their tables, so whoever builds one
// calls this once.
func CheckOffsets(off []int32, limit int) error {
	for i, o := range off {
		if o < 0 || int(o) > limit {
			return fmt.Errorf("offset %d is %d, outside 0..%d", i, o, limit)
		}
	}
	return nil
}
