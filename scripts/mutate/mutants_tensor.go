// SPDX-License-Identifier: Apache-2.0

package main

// tensorMutants are mistakes in the tensor engine: loops, operands, array, masks, drain, ACC, its counters.
var tensorMutants = []mutant{
	{
		id: "tensor_engine/write-early", file: "rtl/tensor_engine.sv", test: random,
		old: "Chains + (Late ? 2 : 0);", new: "Chains + (Late ? 2 : 0) - 1;",
		breaks: "sums of a GEMM are written a cycle early",
	},
	{
		id: "tensor_issue/overwrites", file: "rtl/tensor_issue.sv", test: random,
		old: "add_o       <= !(zero && first_tile);", new: "add_o       <= !(zero && (first_tile || tile_first));",
		breaks: "the first vector of each tile of a GEMM overwrites its sums",
	},
	{
		id: "tensor_issue/skipped-drain", file: "rtl/tensor_issue.sv", test: random,
		old: "tile_last && outer && !(skipped && !zero);", new: "tile_last && outer && !skipped;",
		breaks: "skipped tiles that overwrite do not drain",
	},
	{
		id: "tensor_issue/row-operand", file: "rtl/tensor_issue.sv", test: random,
		old: "|step_q[5:3], step_q[2:0]}", new: "step_q[3], step_q[2:0]}",
		breaks: "the row operand does not begin anew for taps of y",
	},
	{
		id: "tensor_sequence/min-tile", file: "rtl/tensor_sequence.sv", test: random,
		old: "slot_q >= SlotBits'(MinTile - 1);", new: "slot_q >= SlotBits'(MinTile - 2);",
		breaks: "the shortest tile is a slot too short",
	},
	{
		id: "tensor_sequence/skipped-slots", file: "rtl/tensor_sequence.sv", test: random,
		old: "tile_last_o = slot_o && (long_enough || !zero_i);", new: "tile_last_o = slot_o && (long_enough || (!zero_i && slot_q != '0));",
		breaks: "skipped tiles that accumulate take two slots",
	},
	{
		id: "tensor_sequence/bubbles", file: "rtl/tensor_sequence.sv", test: random,
		old: "bubble_d = last_vector && !skipped_o;", new: "bubble_d = last_vector && !skipped_o && !packed_i;",
		breaks: "bubbles of packed tiles carry vectors",
	},
	{
		id: "tensor_nest/restart", file: "rtl/tensor_nest.sv", test: random,
		old: "restart_i || (|step_i[Loops-1:i])) base_q[i]", new: "restart_i || step_i[i]) base_q[i]",
		breaks: "inner loops go on from where they were when an outer one steps",
	},
	{
		id: "tensor_tiles/halves", file: "rtl/tensor_tiles.sv", test: random,
		old: "half_o <= half_o ^ mask_drained_i;", new: "half_o <= half_o || mask_drained_i;",
		breaks: "stream and drain share a half of the mask buffer",
	},
	{
		id: "tensor_source/limit", file: "rtl/tensor_source.sv", test: random,
		old: "y < 18'(y_lim_q);", new: "y <= 18'(y_lim_q);",
		breaks: "the first row of padding reads what lies below",
	},
	{
		id: "tensor_operands/borrow", file: "rtl/tensor_operands.sv", test: random,
		old: "{{sign_a, x[7:4]} - 5'(sign_b), {5{sign_b}}, x[3:0]};", new: "{{sign_a, x[7:4]}, {5{sign_b}}, x[3:0]};",
		breaks: "the upper of two packed operands is one too large where the lower is negative",
	},
	{
		id: "tensor_rows/unmasked", file: "rtl/tensor_rows.sv", test: random,
		old: "if (start[r]) off_q <=", new: "if (start[r] && masked[r]) off_q <=",
		breaks: "multipliers stay off in tiles without a mask",
	},
	{
		id: "tensor_rows/weights", file: "rtl/tensor_rows.sv", test: random,
		old: "assign weight_en_o[r] = load[r+Joints];", new: "assign weight_en_o[r] = load[r+Joints] && r != Lanes - 1;",
		breaks: "the last weight row of a tile is never taken",
	},
	{
		id: "tensor_array/drain-row", file: "rtl/tensor_array.sv", test: random,
		old:    ".drain_row_i,\n      .result_o,\n      .sum_o\n    );\n  end else begin",
		new:    ".drain_row_i (drain_row_i ^ RowBits'(1)),\n      .result_o,\n      .sum_o\n    );\n  end else begin",
		breaks: "rows drain in pairs the other way round",
	},
	{
		id: "array_behavioural/weight-sign", file: "rtl/array_behavioural.sv", test: random,
		old: "32'(signed'(weight_i[8*(r/Chain*Lanes+c)+:8]));", new: "32'(weight_i[8*(r/Chain*Lanes+c)+:8]);",
		breaks: "weights are unsigned",
	},
	{
		id: "array_behavioural/off", file: "rtl/array_behavioural.sv", test: kinds,
		old: "off[r][c] ? '0 : column[r*Lanes+c];", new: "(off[r][c] && r != 0) ? '0 : column[r*Lanes+c];",
		breaks: "masked weights of the first row are computed",
	},
	{
		id: "tensor_drain/second", file: "rtl/tensor_drain.sv", test: random,
		old: "second_q  <= acc_wait_q + second_wait_q;", new: "second_q  <= acc_first_i + second_wait_q;",
		breaks: "tile b of a packed pair goes where the next pair begins",
	},
	{
		id: "tensor_drain/reads", file: "rtl/tensor_drain.sv", test: random,
		old: "acc_re_o      = run_q && !zero_q;", new: "acc_re_o      = run_q;",
		breaks: "drains that overwrite read ACC",
	},
	{
		id: "drain_column/carry", file: "rtl/drain_column.sv", test: random,
		old: "carry_d = sum_i[PackShift-1];", new: "carry_d = sum_i[PackShift];",
		breaks: "the upper of two packed sums is one too small where the lower is negative",
	},
	{
		id: "drain_column/fill", file: "rtl/drain_column.sv", test: random,
		old: "sign_wanted = decided_i ? zero_i : fill_i;", new: "sign_wanted = zero_i || fill_i;",
		breaks: "undecided weights of skipped tiles drain their sign without FillSign",
	},
	{
		id: "skip_table/stays", file: "rtl/skip_table.sv", test: random,
		old: "mem[waddr_i] <= wdata_i;", new: "mem[waddr_i] <= wdata_i | mem[waddr_i];",
		breaks: "a tile that was skipped is skipped when its mask is loaded anew",
	},
	{
		id: "mask_rows/both", file: "rtl/mask_rows.sv", test: random,
		old: "if (re_i) rdata_o <= mem[raddr_i];", new: "if (re_i && !we_i) rdata_o <= mem[raddr_i];",
		breaks: "a mask row is not read while one of the next tile is written",
	},
	{
		id: "acc_banks/write", file: "rtl/acc_banks.sv", test: random,
		old: "(we_i && wbank == BankBits'(b)),", new: "(we_i && (wbank == BankBits'(b) || wbank == '0)),",
		breaks: "what is written to the first bank is written to all",
	},
	{
		id: "delay_line/mixed", file: "rtl/delay_line.sv", test: random,
		old: "({line_q, data_i});", new: "({line_q, data_i | line_q[Width-1:0]});",
		breaks: "what is delayed never falls",
	},
	{
		id: "tensor_counts/no-taps", file: "rtl/tensor_counts.sv", test: random,
		old: "taps && gemm_i && !source_g_i;", new: "(taps || vector_i) && gemm_i && !source_g_i;",
		breaks: "a GEMM without taps counts vectors",
	},
	{
		id: "tensor_counts/masked", file: "rtl/tensor_counts.sv", test: random,
		old: "(vector_i && masked_i) ? decided_i : '0;", new: "(vector_i && masked_i && !zero_operand_i) ? decided_i : '0;",
		breaks: "masked multipliers do not count where the operand is padding",
	},
	{
		id: "array_column/joint", file: "rtl/array_column.sv", test: kinds,
		old: ".Cycles (r)", new: ".Cycles (r + 1)",
		breaks: "column operands come a cycle late below a joint",
	},
	{
		id: "dsp_mac/column", file: "rtl/dsp_mac.sv", test: kinds,
		old: "{PackShift - 9{column_i[8]}}", new: "{PackShift - 9{column_i[7]}}",
		breaks: "the lower of two packed operands repeats the wrong bit",
	},
	{
		id: "mac_dsp48e1/first", file: "rtl/mac_dsp48e1.sv", test: kinds,
		old: "7'b001_0101;", new: "7'b010_0101;",
		breaks: "multipliers inside a chain add to their own sums instead of that above",
	},
	{
		id: "mac_dsp48e2/weight-sign", file: "rtl/mac_dsp48e2.sv", test: kinds,
		old: "{{19{weight_i[7]}}, weight_i}", new: "{19'd0, weight_i}",
		breaks: "weights are unsigned",
	},
	{
		id: "mac_lut/borrow", file: "rtl/mac_lut.sv", test: kinds,
		old: "column_i[13:9] + 5'(column_i[8])", new: "column_i[13:9] + 5'(column_i[7])",
		breaks: "the upper of two packed operands is not what the lower borrowed from",
	},
	{
		id: "booth_pair/negative", file: "rtl/booth_pair.sv", test: kinds,
		old: "{second, 1'b0, first_neg};", new: "{second, 2'b00};",
		breaks: "products with a negative first digit are one too small",
	},
	{
		id: "row_mux/row", file: "rtl/row_mux.sv", test: kinds,
		old: "case (row_i[1:0])", new: "case (row_i[1:0] ^ 2'd2)",
		breaks: "rows of a group drain in pairs the other way round",
	},
}
