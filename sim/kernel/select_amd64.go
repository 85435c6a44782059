// SPDX-License-Identifier: Apache-2.0

package kernel

import "golang.org/x/sys/cpu"

// platformCandidates lists the sets written in assembly for this GOARCH.
func platformCandidates() []candidate {
	return []candidate{
		{&avx2, cpu.X86.HasAVX2},
	}
}
