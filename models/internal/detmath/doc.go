// SPDX-License-Identifier: Apache-2.0

// Package detmath has the few transcendental functions that training needs, with the same bits on every processor.
//
// Package math uses assembly on some architectures and fused multiply-adds on others, so its last bits differ. The
// functions here are float64 polynomials in which every product that is added to something is rounded on its own
// (float64(x*y) + z). Division and square root are exact in IEEE arithmetic and need no care.
package detmath
