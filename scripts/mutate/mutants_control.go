// SPDX-License-Identifier: Apache-2.0

package main

// Tests of the RTL. Random programs are compared with the simulator: every bit, cycle and counter.
var (
	random    = &test{folder: "driver/verilator", name: "TestRandomPrograms"}
	deadlocks = &test{folder: "driver/verilator", name: "TestRandomDeadlocks"}
	latency   = &test{folder: "driver/verilator", name: "TestRandomLatency"}
	full      = &test{folder: "driver/verilator", name: "TestFullLists"}
	exact     = &test{folder: "driver/verilator", name: "TestSemaphoresCountExactly"}
	several   = &test{folder: "driver/verilator", name: "TestSeveralErrors"}
	responses = &test{folder: "driver/verilator", name: "TestErrorResponses"}
	lateError = &test{folder: "driver/verilator", name: "TestLateErrors"}
	nowhere   = &test{folder: "driver/verilator", name: "TestNoSuchMemory"}
	badCode   = &test{folder: "driver/verilator", name: "TestBadCode"}
	overflow  = &test{folder: "driver/verilator", name: "TestSemaphoreOverflow"}
	resets    = &test{folder: "driver/verilator", name: "TestResetRegister"}
	freeClock = &test{folder: "driver/verilator", name: "TestFreeClock"}
	registers = &test{folder: "rtl", name: "TestRegisters"}
	counts    = &test{folder: "rtl", name: "TestCounters"}
	formats   = &test{folder: "rtl", name: "TestStoreFormats"}
	addresses = &test{folder: "rtl", name: "TestTransferAddresses"}
	kinds     = &test{folder: "rtl", name: "TestKindsOfArray"}
)

// controlMutants are mistakes in what runs a launch: fetch, issue, semaphores, errors, registers, counters.
var controlMutants = []mutant{
	{
		id: "fetch/loads-alone", file: "rtl/fetch.sv", test: random,
		old: "empty        = nonempty == '0;", new: "empty        = nonempty[2:1] == '0;",
		breaks: "segments with loads only are taken for empty",
	},
	{
		id: "fetch/bad-descriptor", file: "rtl/fetch.sv", test: badCode,
		old: "if (!descriptor_ok) begin", new: "if (!descriptor_ok && empty) begin",
		breaks: "bad descriptors are run unless all lists are empty",
	},
	{
		id: "fetch/descriptor-error", file: "rtl/fetch.sv", test: responses,
		old: "assign read_error_o = active_o && beat_valid_i && beat_error_i;",
		new: "assign read_error_o = active_o && beat_valid_i && beat_error_i && state_q == StLists;", breaks: "errors in reading a descriptor are not seen",
	},
	{
		id: "fetch_bursts/last-burst", file: "rtl/fetch_bursts.sv", test: random,
		old: "beats_q <= BeatsWidth'(isa_pkg::MaxBurstBeats);", new: "beats_q < BeatsWidth'(isa_pkg::MaxBurstBeats);",
		breaks: "a list that ends with a full burst gets one more",
	},
	{
		id: "fetch_bursts/withdrawn", file: "rtl/fetch_bursts.sv", test: resets,
		old: "burst_valid_o = valid_q && (!stop_i || offered_q);", new: "burst_valid_o = valid_q && !stop_i;",
		breaks: "a reset takes back an address that is offered",
	},
	{
		id: "fetch_lists/index", file: "rtl/fetch_lists.sv", test: random,
		old: "index_q <= list_last ? '0 : index_q + IndexWidth'(word_last);", new: "index_q <= index_q + IndexWidth'(word_last);",
		breaks: "the second list begins where the first ended",
	},
	{
		id: "descriptor/tau-zero", file: "rtl/descriptor.sv", test: random,
		old: "tau_below_q <= tau_o == '0 ? '0 : tau_less_one;", new: "tau_below_q <= tau_less_one;",
		breaks: "Tau 0 does not decide negative gradients",
	},
	{
		id: "descriptor/skip-limit", file: "rtl/descriptor.sv", test: random,
		old: "TileCount'(Lanes * Lanes) - TileCount'(skip_limit);", new: "TileCount'(Lanes * Lanes) - TileCount'(skip_limit) + TileCount'(1);",
		breaks: "a tile with just SkipLimit undecided weights is not skipped",
	},
	{
		id: "descriptor/all-undecided", file: "rtl/descriptor.sv", test: random,
		old: "skip_limit >= 16'(Lanes * Lanes) ? '0", new: "skip_limit > 16'(Lanes * Lanes) ? '0",
		breaks:     "a SkipLimit of all weights takes the other way to the number of decided ones",
		equivalent: "for a SkipLimit of L*L both ways give 0: L*L - L*L fits the bits of a count",
	},
	{
		id: "descriptor/full-list", file: "rtl/descriptor.sv", test: full,
		old: "count <= 16'(InstrDepth);", new: "count < 16'(InstrDepth);",
		breaks: "a list that fills the instruction memory is refused",
	},
	{
		id: "instr_mem/prefetch", file: "rtl/instr_mem.sv", test: random,
		old: "filled_i && more_q && (!word_valid_q || move);", new: "filled_i && more_q && !word_valid_q;",
		breaks: "instructions of one slot do not follow each other without a gap",
	},
	{
		id: "issue/fence", file: "rtl/issue.sv", test: random,
		old: "fenced      = fence_i && flying_q;", new: "fenced      = fence_i && busy_q;",
		breaks: "a fence does not wait until results are written",
	},
	{
		id: "issue/charged-twice", file: "rtl/issue.sv", test: random,
		old: "try && !fenced && !held_first && held_second;", new: "try && !fenced && held_second;",
		breaks: "a cycle of waiting for both peers counts for both",
	},
	{
		id: "issue/done-index", file: "rtl/issue.sv", test: responses,
		old: "if (done_i) done_index_q <=", new: "if (issue_o) done_index_q <=",
		breaks: "an error response is blamed on the instruction after the last one issued",
	},
	{
		id: "completion/packed", file: "rtl/completion.sv", test: random,
		old: "DrainPacked = 2 * Lanes + isa_pkg::DrainMargin;", new: "DrainPacked = 2 * Lanes + isa_pkg::DrainMargin - 1;",
		breaks: "a packed OUTER signals a cycle early",
	},
	{
		id: "tensor_control/release", file: "rtl/tensor_control.sv", test: random,
		old:    "last_slot_i ? instr_o[isa_pkg::OuterReleaseLsb+:isa_pkg::OuterReleaseWidth] : '0;",
		new:    "issue_o ? instr_o[isa_pkg::OuterReleaseLsb+:isa_pkg::OuterReleaseWidth] : '0;",
		breaks: "tensor instructions release their operands in their first slot",
	},
	{
		id: "semaphores/left-over", file: "rtl/semaphores.sv", test: random,
		old: "if (clear_i) begin\n        count_d     = '0;", new: "if (clear_i && take[i]) begin\n        count_d     = '0;",
		breaks: "signals that nobody took are there in the next segment",
	},
	{
		id: "semaphores/early", file: "rtl/semaphores.sv", test: random,
		old: "signal      = done_q | release_q;", new: "signal      = done_i | release_q;",
		breaks: "signals of completions count a cycle early",
	},
	{
		id: "semaphores/both", file: "rtl/semaphores.sv", test: exact,
		old: "if (signal[i] && !take[i] && !overflow[i])", new: "if (signal[i] && !overflow[i])",
		breaks: "a semaphore that is signalled and taken in one cycle counts one more",
	},
	{
		id: "semaphores/swapped", file: "rtl/semaphores.sv", test: random,
		old: "v[isa_pkg::SemStoreToTensor+:4], v[isa_pkg::SemLoadToTensor+:4],", new: "v[isa_pkg::SemLoadToTensor+:4], v[isa_pkg::SemStoreToTensor+:4],",
		breaks: "the tensor engine waits for store when it should wait for load",
	},
	{
		id: "semaphores/overflow", file: "rtl/semaphores.sv", test: overflow,
		old: "count_q == 8'(isa_pkg::SemaphoreMax);", new: "count_q == 8'(isa_pkg::SemaphoreMax - 1);",
		breaks: "a semaphore overflows one signal early",
	},
	{
		id: "control/done-late", file: "rtl/control.sv", test: random,
		old: "if (quiet_q == 2'd1 && flying_i == '0 && all_ended)", new: "if (quiet_q == 2'd2 && flying_i == '0 && all_ended)",
		breaks: "segments end a cycle late",
	},
	{
		id: "control/deadlock-early", file: "rtl/control.sv", test: deadlocks,
		old: "else if (quiet_q == 2'd2 && flying_i == '0)", new: "else if (quiet_q == 2'd1 && flying_i == '0)",
		breaks: "a deadlock is reported a cycle early",
	},
	{
		id: "control/deadlock-place", file: "rtl/control.sv", test: deadlocks,
		old: "for (int unsigned e = isa_pkg::NumEngines; e > 0; e--) begin", new: "for (int unsigned e = 1; e <= isa_pkg::NumEngines; e++) begin",
		breaks: "a deadlock is blamed on the highest engine that waits",
	},
	{
		id: "control/writes-in-flight", file: "rtl/control.sv", test: resets,
		old: "if (read_idle_i && write_idle_i) begin", new: "if (read_idle_i) begin",
		breaks: "a reset does not wait for writes in flight",
	},
	{
		id: "control/segment-number", file: "rtl/control.sv", test: lateError,
		old: "segment_d = segment_q + 16'd1;", new: "segment_d = segment_q;",
		breaks: "all errors are in the first segment",
	},
	{
		id: "control/reset-keeps-done", file: "rtl/control.sv", test: resets,
		old: "if (reset_done) done_d = 1'b0;", new: "if (reset_done && start_i) done_d = 1'b0;",
		breaks: "a reset leaves DONE of the launch before",
	},
	{
		id: "control/cleared-between", file: "rtl/control.sv", test: random,
		old: "clear_launch_o = (state_q == StIdle && go_o) || reset_done;", new: "clear_launch_o = go_o || reset_done;",
		breaks: "counters begin anew with every segment",
	},
	{
		id: "errors/later-address", file: "rtl/errors.sv", test: nowhere,
		old: "if (response_d && !addr_known_q)", new: "if (response_d && (!addr_known_q || read_d))",
		breaks: "ERROR_ADDR is that of the last read that failed",
	},
	{
		id: "errors/later-place", file: "rtl/errors.sv", test: several,
		old: "if (any_d && !any_q) place_q <= place_d;", new: "if (any_d) place_q <= place_d;",
		breaks: "ERROR_PLACE is that of the last error",
	},
	{
		id: "errors/which-first", file: "rtl/errors.sv", test: several,
		old: "for (int unsigned e = Num; e > 0; e--) begin", new: "for (int unsigned e = 1; e <= Num; e++) begin",
		breaks: "of several errors in one cycle the highest engine's counts",
	},
	{
		id: "errors/whose-address", file: "rtl/errors.sv", test: responses,
		old: "addr_q <= read_d ? read_addr_i : write_addr_i;", new: "addr_q <= read_d ? write_addr_i : read_addr_i;",
		breaks: "ERROR_ADDR is that of the other direction",
	},
	{
		id: "registers/start-and-reset", file: "rtl/registers.sv", test: registers,
		old: "wdata_i[isa_pkg::ControlStartBit] && !wdata_i[isa_pkg::ControlResetBit];", new: "wdata_i[isa_pkg::ControlStartBit];",
		breaks: "START is heeded in a write that resets",
	},
	{
		id: "registers/clear-anyhow", file: "rtl/registers.sv", test: registers,
		old:    "addressed(waddr_q[11:2], isa_pkg::RegIrqClear)\n      && wdata_q[0];",
		new:    "addressed(waddr_q[11:2], isa_pkg::RegIrqClear);",
		breaks: "writing 0 clears the interrupt",
	},
	{
		id: "registers/old-interrupt", file: "rtl/registers.sv", test: registers,
		old: "(pending_q && !irq_clear && !irq_drop_i);", new: "(pending_q && !irq_clear && !(irq_drop_i && irq_set_i));",
		breaks: "the interrupt of a launch is still there in the next one",
	},
	{
		id: "registers/last-counter", file: "rtl/registers.sv", test: registers,
		old: "raddr_q[11:3] <= 9'(LastCounter);", new: "raddr_q[11:3] < 9'(LastCounter);",
		breaks: "the last counter cannot be read",
	},
	{
		id: "registers/clock-halves", file: "rtl/registers.sv", test: registers,
		old: "if (is_clock) clock_high_q <=", new: "if (is_clock_high) clock_high_q <=",
		breaks: "the halves of the free clock are not of one moment",
	},
	{
		id: "registers/strobes", file: "rtl/registers.sv", test: registers,
		old: "strobe[i] ? data[8*i+:8] : now[8*i+:8];", new: "|strobe ? data[8*i+:8] : now[8*i+:8];",
		breaks: "a write of some bytes writes all of a word",
	},
	{
		id: "counters/carries-stay", file: "rtl/counters.sv", test: counts,
		old: "((carry_q & ~(found_carry_q ? visit_q : '0)) | overflow) & keep;", new: "(carry_q | overflow) & keep;",
		breaks: "a carry into the high half is counted at every visit",
	},
	{
		id: "counters/clock-cleared", file: "rtl/counters.sv", test: freeClock,
		old: "if (!rst_ni || (clear_i && i != Number - 1))", new: "if (!rst_ni || clear_i)",
		breaks: "a launch sets the free clock back",
	},
	{
		id: "counters/pending-carry", file: "rtl/counters.sv", test: counts,
		old: "carry_read_q <= carry_q[index_i];", new: "carry_read_q <= carry_q[index_i] && index_i == scan_q;",
		breaks: "a carry is not read until the scan comes to it",
	},
	{
		id: "e2train_top/two-readers", file: "rtl/e2train_top.sv", test: random,
		old: "2'(count_acc_reads) + 2'(acc_re);", new: "{1'b0, count_acc_reads | acc_re};",
		breaks: "rows that tensor and store engine read in one cycle count once",
	},
	{
		id: "queue/valid", file: "rtl/queue.sv", test: random,
		old: "(valid_q && !(pop_i && single));", new: "(valid_q && !(pop_i || single));",
		breaks: "a single entry is lost unless it is taken at once",
	},
	{
		id: "ram_sdp/write-and-read", file: "rtl/ram_sdp.sv", test: random,
		old: "if (we_i) mem[waddr_i] <= wdata_i;", new: "if (we_i && !re_i) mem[waddr_i] <= wdata_i;",
		breaks: "words that are written in the cycle of a read are lost",
	},
	{
		id: "ram_sdp/reads-always", file: "rtl/ram_sdp.sv", test: random,
		old: "if (re_i) word_q <= mem[raddr_i];", new: "word_q <= mem[raddr_i];",
		breaks: "the first register of the output takes a word in every cycle",
		equivalent: "the second register takes what the first holds only in the cycle after a read, and then that is the word of the read: " +
			"the change costs power alone",
	},
	{
		id: "carry_select/part", file: "rtl/carry_select.sv", test: random,
		old: "carry[i] ? sum1[Lsb+:Bits] : sum0[Lsb+:Bits];", new: "(carry[i] && i != 1) ? sum1[Lsb+:Bits] : sum0[Lsb+:Bits];",
		breaks: "the second part of wide sums ignores its carry",
	},
	{
		id: "mux_tree/order", file: "rtl/mux_tree.sv", test: random,
		old: "left = left >> (Width << (SelWidth - 1 - i));", new: "left = left >> (Width << i);",
		breaks: "the bits of a selection are taken in the wrong order",
	},
}
