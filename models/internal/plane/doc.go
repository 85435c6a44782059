// SPDX-License-Identifier: Apache-2.0

// Package plane has the inner loops of the host's float passes: quantise, dequantise, batch norm, sums.
//
// # Planes
//
// A plane is one image's share of one block of 16 channels: a slice of pixels*16 float32 values, pixels in raster
// order, channels (lanes) innermost. Every function here works through one plane, so it may run on any thread; what
// concerns several planes is combined by the caller, in image order. Slices belonging to one call have the lengths that
// their comments give; a shorter one panics.
//
// # Same bits everywhere
//
// The results are defined bit for bit, so that assembly and other processors can reproduce them:
//   - Every float32 operation written here is rounded on its own. Products that are added to something are converted
//     explicitly, float32(x*y) + z, because Go may otherwise fuse them.
//   - A sum over a plane is kept per lane, in float64, and adds the pixels in raster order. Products of two float32
//     values are exact in float64.
//   - A sum over a list of values is [Sum]: 16 partial sums and a fixed tree.
//   - Rounding to integers is to nearest, ties to even, by adding and subtracting 1.5*2^23 in float32, exact for
//     magnitudes up to 2^22. Values are clamped before or right after, never converted out of range.
//   - A maximum does not depend on order. Infinities and NaNs survive into maxima of absolute values, where callers
//     look for them. Which NaN an operation returns is the processor's choice.
//
// # Assembly
//
// The loops that training spends time in exist twice: in plain Go, which is the definition, and in assembly that gen writes
// for AVX2 and neon for arm64. [Use] chooses; a test compares them. Assembly fuses and reorders nothing: its vectors are lanes, and every
// lane has its own sum.
package plane

//go:generate go -C gen run . -out ../plane_amd64.s -stubs ../plane_stub_amd64.go
//go:generate go run ./neon -out plane_arm64.s -declarations plane_decl_arm64.go

// Lanes is the number of channels of a plane.
const Lanes = 16

// Coefficients holds one float32 for each lane.
type Coefficients = [Lanes]float32

// Sums holds one running sum for each lane.
type Sums = [Lanes]float64
