// SPDX-License-Identifier: Apache-2.0

package plane

import "github.com/e2train/e2train/sim/kernel"

// loopsFor returns the loops that go with a kernel set.
func loopsFor(s *kernel.Set) *loops {
	if s.NEON() {
		return &assembly
	}
	return &portable
}
