// SPDX-License-Identifier: Apache-2.0

package kernel

import "golang.org/x/sys/cpu"

// platformCandidates lists the sets written in assembly for this GOARCH.
func platformCandidates() []candidate {
	return []candidate{
		{&avx2, cpu.X86.HasAVX2},
		{&avx512, hasAVX512()},
	}
}

// hasAVX512 tells whether the CPU has, and the system keeps the registers of,
// every extension that the avx512 set is made of.
func hasAVX512() bool {
	return cpu.X86.HasAVX2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512VNNI
}
