// SPDX-License-Identifier: Apache-2.0

// Package baseline is the 32-bit baseline that savings are quoted against: the accelerator of ultra96 with float32 lanes in
// the place of its 8 x 16 bit multipliers, as a model of time. It has no RTL and runs no programs; its plans and the rules of
// package isa say what its cycles are, and its energy profile (sim/energy/profiles/ultra96-fp32.json) what they cost.
//
// # Lanes
//
// The budget is that of ultra96, 256 DSP48E2 and the 200 MHz clock. A float32 multiplier takes 2 or 3 DSP blocks, an adder 2, or
// none and about 400 LUTs (Xilinx Floating-Point Operator, DS335 and PG060; reports of Vivado HLS, whose usual choice, fmul
// "max_dsp" with 3 and fadd "full_dsp" with 2, makes 5):
//
//	44   5 DSP blocks a lane, as many as the 220 blocks of a XC7Z020, the paper's board, hold: the low end
//	64   4 DSP blocks a lane, 2 for either: 256 in all, and a whole 8 x 8 array
//	102  2.5 DSP blocks a lane: 2 for the multiplier, a quarter of the adders in DSP blocks; the others take 76 x 400 LUTs, nearly
//	     half of the 70,560 of a XCZU3EG, and the rest of the accelerator its share: the high end
//
// The array is 8 x 8 for all three; the others take a vector in 64/44 or 64/102 issue slots, without a loss at tile edges,
// which favours them.
//
// # Memories
//
// The on-chip bytes are those of ultra96: X and mask, which floats do not need, make 5,376 entries of 32 bytes, G has 4,096, W
// 2,048 rows, ACC 4 banks of 2,560. DRAM ports, burst rules and instruction memories are the same.
//
// # Adders
//
// An adder takes 8 cycles, which is what Vivado HLS takes for "full_dsp" at clocks around 200 MHz (5 at 100 MHz, 11 where the
// clock is to be highest). [isa.FloatLanes] says what follows for sums.
package baseline
