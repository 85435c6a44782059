// SPDX-License-Identifier: Apache-2.0

package main

// transferMutants are mistakes in what moves data: addresses, bursts, loads, masks, stores.
var transferMutants = []mutant{
	{
		id: "transfer_front/gap", file: "rtl/transfer_front.sv", test: random,
		old: "runs_idle && (!slot_valid_q || finish) && !stop_i;", new: "runs_idle && !slot_valid_q && !stop_i;",
		breaks: "transfers do not follow each other without a gap",
	},
	{
		id: "transfer_front/offers-on", file: "rtl/transfer_front.sv", test: resets,
		old: "open_q && (!stop_i || offered_q);", new: "open_q && (!stop_i || offered_q || burst_last_o);",
		breaks: "after a reset the last burst of an instruction is still offered",
	},
	{
		id: "transfer_runs/outer-stride", file: "rtl/transfer_runs.sv", test: addresses,
		old: "if (accept_i || (take && last_i_q && last_j_q)) plane_q <= sum;", new: "if (accept_i || (take && last_i_q)) plane_q <= sum;",
		breaks: "the outermost stride counts from the last row",
	},
	{
		id: "transfer_runs/sign", file: "rtl/transfer_runs.sv", test: addresses,
		old: "in_beats = {stride[31], stride};", new: "in_beats = {1'b0, stride};",
		breaks: "negative strides carry into the high half of addresses",
	},
	{
		id: "transfer_bursts/crosses", file: "rtl/transfer_bursts.sv", test: random,
		old: "burst_len_o  <= (last_line ? tail_q : '1) - first_q;", new: "burst_len_o  <= last_line ? tail_q - first_q : '1;",
		breaks: "the first burst of a run crosses a multiple of 16 beats",
	},
	{
		id: "transfer_bursts/high-half", file: "rtl/transfer_bursts.sv", test: addresses,
		old: "high1_q    <= high1;", new: "high1_q    <= high1 & ~32'd1;",
		breaks: "the carry into the high half of an address is lost",
	},
	{
		id: "axi_read/nine", file: "rtl/axi_read.sv", test: random,
		old: "flying_d == 4'(isa_pkg::MaxOutstanding);", new: "flying_d == 4'(isa_pkg::MaxOutstanding + 1);",
		breaks: "nine reads are in flight",
	},
	{
		id: "axi_read/decode-error", file: "rtl/axi_read.sv", test: responses,
		old: "beat_error_o <= rresp_i != 2'b00;", new: "beat_error_o <= rresp_i == 2'b10;",
		breaks: "reads from where nothing is are taken for good",
	},
	{
		id: "axi_write/retires-early", file: "rtl/axi_write.sv", test: random,
		old:    "if (accepted && !bvalid_i) flying_d = flying_q + 4'd1;\n    if (bvalid_i && !accepted) flying_d",
		new:    "if (accepted && !(sent && wlast_o)) flying_d = flying_q + 4'd1;\n    if (sent && wlast_o && !accepted) flying_d",
		breaks: "a write leaves the count of those in flight with its last beat",
	},
	{
		id: "axi_write/release-early", file: "rtl/axi_write.sv", test: random,
		old: "release_o      = sent && wlast_o && data_last;", new: "release_o      = sent && beat_q == '0 && data_last;",
		breaks: "a store releases ACC with the first beat of its last burst",
	},
	{
		id: "axi_write/offered-twice", file: "rtl/axi_write.sv", test: latency,
		old: ".push_i (awvalid_o && !offered_q),", new: ".push_i (awvalid_o && (!offered_q || accepted)),",
		breaks: "a burst whose address waits is sent twice",
	},
	{
		id: "load_engine/last-beat", file: "rtl/load_engine.sv", test: responses,
		old: "read_error_o = beat_valid_i && beat_error_i;", new: "read_error_o = beat_valid_i && beat_error_i && beat_last_i;",
		breaks: "only errors in the last beat of a load are seen",
	},
	{
		id: "load_write/sign", file: "rtl/load_write.sv", test: random,
		old: "extend_q <= sign_extend;", new: "extend_q <= !sign_extend;",
		breaks: "LOAD.X extends signed bytes by zero",
	},
	{
		id: "load_write/mask-rows", file: "rtl/load_write.sv", test: random,
		old: "entry_beats = 4'(4 * PerEntry - 1);", new: "entry_beats = 4'(2 * PerEntry - 1);",
		breaks: "a row of the mask ends after half of its gradients",
	},
	{
		id: "load_mask/tau", file: "rtl/load_mask.sv", test: random,
		old: "magnitude[15:0] >= limit[15:0];", new: "magnitude[15:0] > limit[15:0];",
		breaks: "a gradient of just Tau does not decide",
	},
	{
		id: "load_mask/halves", file: "rtl/load_mask.sv", test: random,
		old: "decided = above_q | (equal_q & reaches_q);", new: "decided = above_q | equal_q | reaches_q;",
		breaks: "the halves of Tau are compared apart",
	},
	{
		id: "load_mask/skip", file: "rtl/load_mask.sv", test: random,
		old: "skip_wdata_o = {total_q >= skip_from_i, total_q};", new: "skip_wdata_o = {total_q > skip_from_i, total_q};",
		breaks: "a tile with just as many decided weights as it takes is not skipped",
	},
	{
		id: "load_mask/row-counts", file: "rtl/load_mask.sv", test: random,
		old: "fresh_q <= tile_q3;", new: "fresh_q <= mask_we_o;",
		breaks: "only the last row of a tile is counted",
	},
	{
		id: "store_engine/address-early", file: "rtl/store_engine.sv", test: random,
		old: ".IssueDelay(isa_pkg::StoreIssue),", new: ".IssueDelay(isa_pkg::StoreIssue - 1),",
		breaks: "a store offers its first address a cycle early",
	},
	{
		id: "store_engine/release", file: "rtl/store_engine.sv", test: random,
		old: "release_mask_o = released ? release_mask : '0;", new: "release_mask_o = done ? release_mask : '0;",
		breaks: "a store releases ACC with its response",
	},
	{
		id: "store_round/negative", file: "rtl/store_round.sv", test: formats,
		old: ".carry_i(fine[0]),", new: ".carry_i(fine[0] && !fine[Acc]),",
		breaks: "negative numbers are rounded down",
	},
	{
		id: "store_round/overflow16", file: "rtl/store_round.sv", test: formats,
		old: "over32 || rounded_q[30:15] != {16{sign}};", new: "over32 || rounded_q[30:16] != {15{sign}};",
		breaks: "int16 saturates beyond 17 bits",
	},
	{
		id: "store_round/lowest", file: "rtl/store_round.sv", test: formats,
		old: "{{(Acc-31){sign}}, {31{!sign}}};", new: "{{(Acc-31){sign}}, {30{!sign}}, 1'b1};",
		breaks: "int32 saturates at -2^31 + 1",
	},
	{
		id: "store_format/saturated", file: "rtl/store_format.sv", test: formats,
		old: "saturated_o = valid_q3 && |(saturated & used);", new: "saturated_o = valid_q3 && |saturated;",
		breaks: "lanes that are not stored report saturation",
	},
	{
		id: "store_format/wide-shift", file: "rtl/store_format.sv", test: formats,
		old: "beat_format_i == isa_pkg::OpStoreInt64[1:0] ? '0 : shift_i;", new: "beat_format_i == isa_pkg::OpStoreSign[1:0] ? '0 : shift_i;",
		breaks: "int64 is shifted",
	},
	{
		id: "store_format/sign-maximum", file: "rtl/store_format.sv", test: formats,
		old: "Acc'(|nonzero_q3);", new: "Acc'(&nonzero_q3);",
		breaks: "MAX_ABS of signs misses beats with a zero",
	},
	{
		id: "store_max/negative", file: "rtl/store_max.sv", test: formats,
		old: "{value[Acc-2:0] ^ {(Acc-1){sign}}, sign} : '0;", new: "{value[Acc-2:0] ^ {(Acc-1){sign}}, 1'b0} : '0;",
		breaks: "MAX_ABS of negative numbers is one too small",
	},
	{
		id: "store_max/halves", file: "rtl/store_max.sv", test: formats,
		old: "|| (a[Acc-1:Half] == b[Acc-1:Half] && a[Half-1:0] > b[Half-1:0]);", new: "|| a[Half-1:0] > b[Half-1:0];",
		breaks: "a number with a larger lower half counts as larger",
	},
	{
		id: "store_read/room", file: "rtl/store_read.sv", test: random,
		old: "room_q >= RoomBits'(row_beats);", new: "room_q != '0;",
		breaks: "rows are read when there is room for a part of them",
	},
	{
		id: "store_read/gap", file: "rtl/store_read.sv", test: random,
		old: "if (acc_re_o) gap_q <= 4'(row_beats - 5'd1);", new: "if (acc_re_o) gap_q <= 4'(row_beats >> 1);",
		breaks: "the next row comes before the one before it is taken apart",
	},
	{
		id: "store_rows/loops", file: "rtl/store_rows.sv", test: random,
		old: "last_i_q <= last_i_q ? count0_q == 12'd1 : i_q == 12'd2;", new: "last_i_q <= last_i_q ? count1_q == 12'd1 : i_q == 12'd2;",
		breaks: "the rows of a store with three loops are counted wrong",
	},
	{
		id: "store_select/int32", file: "rtl/store_select.sv", test: formats,
		old: "first = LaneBits'(beat_i) << (OutBits - 1);", new: "first = LaneBits'(beat_i) << OutBits;",
		breaks: "int32 beats carry every other group of lanes",
	},
}
