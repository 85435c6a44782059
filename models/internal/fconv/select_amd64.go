// SPDX-License-Identifier: Apache-2.0

package fconv

import "golang.org/x/sys/cpu"

// fused returns the multipliers with fused multiply-adds if the processor can run them. They are the same with and without
// AVX-512.
func fused() (m multipliers, available bool) {
	m = multipliers{
		dense: func(p piece) {
			multiplyFMA(&p.y[0], &p.to[0], &p.x[0], &p.at[0], &p.step[0], &p.w[0], len(p.at), len(p.step), p.add)
		},
		depthwise: func(p piece) {
			multiplyLanesFMA(&p.y[0], &p.to[0], &p.x[0], &p.at[0], &p.step[0], &p.w[0], len(p.at), len(p.step), p.add)
		},
	}
	return m, cpu.X86.HasAVX2 && cpu.X86.HasFMA
}

// rounded returns the multipliers in assembly that have the bits of the portable ones, if the processor can run them.
func rounded() (m multipliers, available bool) {
	m = multipliers{
		dense: func(p piece) {
			multiplyRounded(&p.y[0], &p.to[0], &p.x[0], &p.at[0], &p.step[0], &p.w[0], len(p.at), len(p.step), p.add)
		},
		depthwise: func(p piece) {
			multiplyLanesRounded(&p.y[0], &p.to[0], &p.x[0], &p.at[0], &p.step[0], &p.w[0], len(p.at), len(p.step), p.add)
		},
	}
	return m, cpu.X86.HasAVX2
}
