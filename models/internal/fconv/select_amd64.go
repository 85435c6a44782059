// SPDX-License-Identifier: Apache-2.0

package fconv

import "golang.org/x/sys/cpu"

// platformMultiplier returns the one in assembly if the processor can run it. It is the same with and without AVX-512.
func platformMultiplier() multiplier {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		return assembly
	}
	return nil
}

// assembly is the multiplier in assembly.
func assembly(p piece) {
	multiplyFMA(&p.y[0], &p.to[0], &p.x[0], &p.at[0], &p.step[0], &p.w[0], len(p.at), len(p.step), p.add)
}
