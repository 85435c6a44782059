// SPDX-License-Identifier: Apache-2.0

// Package energy turns activity into joules: what the accelerator counted, what the host computed and what crossed the
// link, multiplied by the coefficients of a board's [Profile].
//
// Every figure of this package is modeled. It becomes trustworthy for a board only after the coefficients were fitted to
// measurements of that board; until then each says that it is a prior, where it comes from and how far off it may be.
//
// # Model
//
// Energy is a sum of terms, each a number of events times a coefficient:
//
//	device   every priced activity counter (see [DeviceCoefficients]), DRAM traffic included
//	static   watts * total seconds: programmable logic, idle processor, idle DRAM, rest of the board
//	host     active watts above idle * seconds per element * elements, for each kind of host operation
//	link     joules per byte * bytes
//
//	total seconds = device + (1 - overlap) * (host + link)
//	device        = cycles / clock
//	link          = bytes / bytes_per_second + transfers * seconds_per_transfer
//
// overlap is the stated share of host and link time that runs while the device runs. It is 0 in the embedded profiles:
// the training step waits for every launch.
//
// All of it is linear: the estimate of a sum of activities is the sum of their estimates, so a layer table adds up to its
// step and a step to its run. No event is ever negative and no coefficient is, so a non-negative least squares fit can
// take [Term.Events] as its columns. To keep both properties, a multiplier's energy is split in two:
//
//   - mac_forward, mac_backward_data, ... : the multiplier and adder, for every multiplier of every issued vector (a
//     vector occupies lanes * lanes of them). Multipliers switched off by a mask do not pay it.
//   - mac_operand: moving an operand to the multipliers and toggling their inputs. Vectors whose operand is a zero of the
//     padding do not pay it, whatever their kind: the counters do not tell which kind they were. Multipliers switched
//     off by a mask do, because their operand arrives all the same.
//
// A multiplier that does two narrow products at once (predict) counts as one.
//
// # Coefficients
//
// Joules and watts are those drawn at the board's supply input, where a meter sits, conversion losses included.
// Memories are priced per byte of the entry's width, which follows from the lane count: X holds 9 bits a lane, G 16, W 8,
// ACC 40, mask 3.
//
// The uncertainty of a coefficient is the [Range] that its true value is believed to lie in. For a prior the bounds come
// from the spread of the sources, usually as a factor to both sides. A fit that knows a standard error s writes
// max(0, value - 2.45 s) and value + 2.45 s, which gives the draws below the standard deviation s; a fitted value of 0
// keeps a meaningful range.
//
// [Joules.Low] and [Joules.High] bound the middle 90 % of 1,000 seeded draws of all coefficients: half of the draws of a
// coefficient fall on each side of its value, with a density that falls linearly to zero at the bound. Priors of one
// group (array, memories, DRAM, host times) come from the same sources and are drawn together, so their errors do not
// average out; fitted coefficients are drawn one by one. The central figure is always inside its range. Ranges do not
// add up as the figures do: for the range of a sum, add the activities first.
//
// Figures are bit-identical on every CPU: one written order of summation, products rounded before they are added, a
// generator of our own and no function whose last bit differs between machines.
//
// # What the figures mean
//
// [Joules.Total] is the whole board. [Joules.IdleSubtracted] leaves out what the board draws anyway with its bitstream
// loaded (the static terms). [Estimate.Accelerator] is the device's own: all device terms and the leakage of the
// programmable logic while the device runs.
//
// Not modeled: temperature, voltage scaling, the clock tree of an idle accelerator between launches (cycles are counted
// only inside launches), the dependence of toggling on the data beyond zero operands, and what two configurations of one
// board differ in per clock cycle and issue slot (zed8 is priced like zedboard there, which is too much).
//
// # Sanity
//
// Modeled, with the embedded profiles and an array that issues a forward vector in every cycle with one read of X, one
// read and one write of ACC:
//
//	ultra96   256 multipliers at 200 MHz, 51.2 GMAC/s: 1.0 W of programmable logic; idle board 4.45 W
//	zedboard  256 multipliers at 100 MHz, 25.6 GMAC/s: 0.9 W of programmable logic; idle board 4.27 W
//
// DRAM adds up to 0.16 W (ultra96) and 0.33 W (zedboard) for each GB/s. So the idle board dominates, which is why both
// figures, with and without it, are always reported.
package energy
