// SPDX-License-Identifier: Apache-2.0

// Package isa is the hardware contract of the accelerator: its configurations, registers, instructions, counters and
// timing rules. The RTL, its C++ benches, the HLS kernels and the Go simulator all follow what is written here;
// isa_pkg.sv and isa.hpp are generated from it.
//
// # The machine
//
// An array of Lanes x Lanes multipliers (L x L), five on-chip memories and three engines. The load engine reads DRAM and
// writes the memories X (activations), G (output gradients), W (weight tiles) and the mask; the tensor engine reads those and
// owns the array and the accumulators ACC; the store engine reads ACC and writes DRAM. Each engine runs its own instruction
// list in order. Engines meet only at counting semaphores ([Semaphore]).
//
// GEMM contracts down the rows of the array: element r of the source entry enters row r, one cycle behind row r-1; the
// partial sums of column c run down the cascade of its multipliers; the old ACC value enters at the top of the column. Its
// weight tile is stationary: row r of the tile is read from W in issue slot r of the tile and is in place when the first
// vector reaches row r, so changing tiles costs no slot. OUTER keeps its sums in place: row r, column c accumulates
// g[r]*x[c]; after the last slot of a tile row r is final for one cycle, is read by the multiplexer that follows the
// stagger, and is added to its ACC row. The first vector of the next tile overwrites it.
//
// Operands: X elements are 9-bit two's complement (LOAD.X extends bytes by zero or by sign), G elements 16 bit, W elements 8
// bit. A source whose coordinates are out of range gives zero without a read. Products and partial sums have 48 bits in the
// array; ACC holds 40 bits ([AccBits]) and wraps. The host proves that sums stay inside.
//
// # Packed and masked OUTER
//
// A packed OUTER ([PackMode]) computes two tiles at once: the low 8 bits of its X elements hold two 4-bit operands, D =
// a*2^k + b with k = Config.PackShift, and P = sum over vectors of g*D. At the drain b's sum is the low k bits of P,
// sign-extended, and a's is (P - b's sum) >> k. Both are exact while g stays within 10 bits and the tile within
// [Config.PackLimit]. Tile a goes to the tile's ACC rows, tile b to the rows Second further down. The rows of a are written
// in the drain's first L cycles, those of b in the next L, so packed tiles take at least 2L+8 slots.
//
// LOAD.MASK reads one int32 predicted gradient p per weight and keeps three bits: decided (|p| >= Tau, both as unsigned 32
// bit, |-2^31| = 2^31), nonzero and negative. When the last row of a tile is in, the tile's skip bit is set if no more than
// SkipLimit of its L*L weights are undecided. A masked OUTER switches the multipliers of decided weights off. When it
// overwrites, decided weights drain sign(p), so that STORE.SIGN later stores the predicted sign; when it accumulates they drain
// 0. A tile whose skip bit is set is not streamed: overwriting, it takes MinTile slots and drains sign(p) for decided
// weights and, for undecided ones, sign(p) if FillSign else 0; accumulating, it takes one slot and drains nothing.
//
// # Stores
//
// int32 and int16: the 40-bit sum is shifted right by Params.Shift with rounding half up, computed without overflow, and
// saturated; saturation sets [StatusSaturated]. int64: the sum, sign-extended, unshifted. sign: -1, 0 or 1 as int8, of the
// unshifted sum. Instructions with TrackMax raise register MAX_ABS to the largest absolute value that they stored.
//
// # Launch
//
// A write of ControlStart is accepted in cycle 0; status, counters and MAX_ABS are cleared. The fetch unit reads the
// descriptor (128 bytes) and then the instruction lists of load, tensor and store, each as one linear run, through the read
// channel:
//
//	first descriptor address offered in cycle       StartToFetch (first segment) or E + IdleToDone (next segments)
//	first list address offered in cycle             last descriptor beat + DescriptorDecode
//	first issue slot of every engine S              last list beat + FetchToIssue
//
// where E is the cycle of the segment's last completion. All bursts of the descriptor are offered from the first cycle on,
// all bursts of all lists from the second, one after the other without a gap between lists. Counter cycles at DONE is E +
// IdleToDone of the last segment. Empty lists are not read; if all lists are empty, S counts from the last descriptor beat
// and E = S. An engine without instructions is idle.
//
// All semaphores are zero in cycle S of every segment: signals that nobody took are forgotten. The channels, counters and
// MAX_ABS keep their state from segment to segment.
//
// # Bench memory
//
// Time is defined under a deterministic memory with separate read and write sides ([BenchMemory]). A transfer is cut into
// INCR bursts of at most 16 beats that never cross a multiple of 16 beats ([Config.NextBurst]). Bursts are served in
// order, at most 8 in flight per side, one address per cycle. With "ready" the first cycle in which the engine offers the
// address, end_i the cycle of the last beat of burst i, B_i its write response:
//
//	read:   AR_i = max(AR_{i-1}+1, end_{i-8}+1, ready)   first_i = max(AR_i+ReadLatency, end_{i-1}+1+ReadIdle)
//	write:  AW_i = max(AW_{i-1}+1, B_{i-8}+1, ready)     first_i = max(AW_i+WriteAccept, end_{i-1}+1+WriteIdle)
//	        B_i = end_i + WriteLatency
//
// Beats of a burst follow each other without gaps. The accelerator's part: RREADY and BREADY are always 1, WVALID is 1 from
// first_i or earlier to end_i, and an address waits while 8 bursts are in flight; a burst leaves that count in the cycle after
// its last beat or response. The memory's part: ARREADY and AWREADY are always 1, WREADY is 0 before first_i and between
// bursts and 1 within a burst. Fetch and load share the read side; they are never active at the same time. [ReadChannel] and
// [WriteChannel] are these rules as code; one of each serves a whole launch.
//
// # Issue
//
// The first issue slot b of an instruction is the first cycle that is (1) at least S, (2) after the last issue slot of the
// engine's previous instruction, (3) for a tensor instruction with Fence, at least TensorDrain+1 after the previous last slot
// (TensorDrain of the previous instruction; no previous one in the segment, no constraint), (4) at least SignalToIssue after
// each signal that it waits for: the n-th wait on a semaphore takes its n-th signal. All waits of an instruction are taken
// together in cycle b, none of them earlier.
//
//   - LOAD: addresses are offered from b+LoadIssue, one burst after the other, also from run to run. The last issue slot is
//     the cycle of its last address. Done: last beat + LoadWrite.
//   - GEMM, OUTER: tile after tile, each max(vectors, MinTile) slots (see above for skipped tiles); bubbles at the end of a
//     short tile multiply zeros. Release: last slot. Done: last slot + TensorDrain, which is longer for a packed OUTER.
//   - STORE: addresses are offered from b+StoreIssue, one burst after the other. The last issue slot is the cycle of its last
//     address. Release: last beat of its last burst. Done: its last response.
//
// An engine completes instructions in the order in which it issues them, one a cycle at most; whether or not an instruction
// signals changes nothing else. A signal that comes before its engine waits costs nothing. In a cycle in which a semaphore
// is signalled and waited for, both count: it keeps its value. It overflows when its value would exceed SemaphoreMax.
//
// A GEMM reads an ACC row up to L+7 cycles before it writes it, less than MinTile, so consecutive tiles may add to the same
// rows in the same order. Three successors need Fence: a GEMM that touches rows of the GEMM before it in another order, a GEMM
// after an OUTER, and an unpacked OUTER after a packed one. Validate checks it, and that store never reads a bank that
// the tensor engine uses.
//
// # Completion and errors
//
// E is the latest of: the last Done of each engine that has instructions, S. If an engine waits for a signal that never
// comes, then in cycle Q + StallDetect, Q the latest of S and all completions, StatusDeadlock is set with the
// lowest-numbered such engine and its instruction; DONE follows in the same cycle, counter cycles is Q + StallDetect and the
// chain ends.
//
// A bad opcode, a bad descriptor, a semaphore overflow or an error response stops all issuing; bursts in flight finish; DONE
// follows when the machine is quiet, and the chain ends. ERROR_PLACE is that of the first error; of several in one cycle, that
// of the lowest-numbered engine. An error response belongs to the instruction of its burst. Neither time nor counters nor
// what reached memory is defined for such a launch. Hardware does not check reserved bits, nor what Validate proves.
//
// # Counters
//
// Busy: from the first to the last issue slot of each instruction, both included. Waits: the cycles between the earliest
// issue slot that rules 1 and 2 allow and b; of these, first those that the fence needs, then those until the last semaphore of
// the first peer ([Header] bits 0-3) allows b, the rest belongs to the second peer. An instruction that a deadlock keeps from
// issuing waits until the cycle of DONE. The remaining cycles of an engine are idle.
//
// Issue counters count vectors, not bubbles, of streamed tiles; GEMM without taps issues none. ZeroOperands counts those
// without a source read; an OUTER reads G for them all the same. MaskedMACs counts decided weights times vectors of streamed
// masked tiles. XReads, GReads count entries read; WReads L rows per weight tile. AccReads: rows read to be added to, none when
// overwriting, and rows read by store. AccWrites: rows written, zeros of a GEMM without taps included. MaskReads: L rows per
// masked tile that drains. Drains counts tiles that drain, skipped or not, a packed pair once. XWrites ... count entries
// written by load. DRAM counters include descriptors and instruction lists.
//
// # Why hardware can keep these rules
//
// What follows argues, with cycle numbers counted from an issue slot, that a pipeline of the usual stages fits. Only the
// bounds are part of the contract.
//
// Source: address 1, memory 2 and 3, selection and padding 4, operand register of row r 5+r. GEMM multiplies in 6+r and has
// row r's partial sum in 7+r, one cycle later behind each joint of two chains: the last in L+7. The ACC row is read in 3, is in
// the C register of the first multiplier in 6 and is written in L+8: read to write L+5, at most L+7 allowed (MinTile-1, the
// next tile reads it MinTile after this one), last write at most TensorDrain = L+12. OUTER passes its column operand through
// the pre-adder and has row r's sum in 8+r; the multiplexer has it in 10+r, its ACC row is read in 8+r, the sum is written in
// 12+r, at most 13+r allowed: TensorDrain = L+12 for the last row. A packed OUTER keeps the sums of b in a delay line of L rows
// (k bits each) and writes them in L+12+r: TensorDrain = 2L+12. The bounds for a drain: first ACC read not before 5 (then
// every row of a GEMM before it is written), read to write at most 8 (then drains MinTile apart may use any rows).
//
// Memories: X, G, W and the mask have one write port (load) and one read port (tensor): one source entry, one row operand, one
// weight row and one mask row a slot, the last two only in the first L slots of a tile, and MinTile > L. A bank of ACC has
// one read and one write port. GEMM uses both every cycle, a drain for L (packed: 2L) of the at least L+8 (2L+8) slots of
// its tile; a drain starts after the last write of a GEMM before it, and the fences keep a drain from overlapping what
// follows. Store reads other banks, by semaphores. With the fences the completions of the tensor engine stay in
// order though TensorDrain varies, so one shift register with two taps delays them.
//
// Semaphores: a signal of cycle s is registered in s+1 and in the count in s+2, so the test is count > 0 in cycle b, and the
// count is one lower in b+1. Each has one signalling and one waiting engine, and each engine at most one Done and one
// Release a cycle on different semaphores. Instructions of one slot follow each other without a gap if two instructions are
// prefetched.
//
// Skip bits: LOAD.MASK compares and counts in the LoadWrite cycles after a row's last beat; the tensor engine sees the signal
// two cycles later, so the bit is there when the first slot of the tile chooses its length. There is one bit a tile: a small
// memory with combinational read serves one skipped tile a slot. It must not be read before b.
//
// Load: up to 8 bursts of up to 8 instructions are in flight; a queue of 8 holds where their beats go. No beat
// holds more than one entry, so one write port suffices and RREADY can stay 1. A release may precede the reads of the last slots by
// 3 cycles; the earliest beat that overwrites them comes SignalToIssue + LoadIssue + 1 cycles later.
//
// Store: ACC row read in 1 to 3, shifted, rounded and saturated to 7, first beat in StoreIssue + WriteAccept = 9. It reads
// ahead of the data channel, up to one row a cycle and never more than its FIFO holds; a row has at least one beat, so once the
// first row of an instruction is in time, all are, and WVALID never drops. Data trail the addresses by up to 8 bursts of up
// to 8 instructions, again a queue of 8; their ACC rows are read until Release, not until the last issue slot.
//
// Fetch: the last beat is registered in 1 and written in 2 cycles after its own; the instruction is read for slot 3 =
// FetchToIssue. A list is at most InstrDepth instructions; a descriptor with more is bad. The deadlock condition, every
// engine blocked or ended and no completion outstanding, is steady from SignalToIssue cycles after the last signal on, and
// StallDetect is longer; IdleToDone is shorter, and an engine that has ended is never blocked.
package isa

//go:generate go run ./gen
