// SPDX-License-Identifier: Apache-2.0

// Package verilator is the device "verilator:CONFIG": the RTL of the accelerator, simulated cycle by cycle by a program that
// Verilator makes of it. The program runs as a child process, shares its DRAM with this one, and is told by messages on a
// pipe what to do with the registers. It is made at the first launch and kept in the user's cache folder; that takes
// Verilator and g++, and a minute for the larger configurations.
//
// Bits, cycles and counters are those of the device sim:CONFIG. Options, after "?":
//
//	memory=ideal            memory that answers as fast as the ports allow, as for sim
//	limit=BYTES             bounds device memory, as for sim
//	latency=random          memory and registers answer at random: only bits mean something
//	seed=N                  of latency=random and of the state of the RTL before its reset
//	array=KIND              the multipliers: loops (default), or as synthesised, slower: dsp48e1, dsp48e2 or luts
//	log=FILE                writes what happens on the bus, one line an event
//	waveform=FILE           writes a waveform (VCD)
package verilator
