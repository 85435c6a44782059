// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// From memory outputs to the operands of the array: selects, pads with zeros, unpacks nibbles.
///
/// Inputs belong to the slot whose data are at the memory outputs (its cycle 3); the outputs are
/// registers (4). Everything that is not an operand is zero, so that idle multipliers rest.
///
/// A column operand has 14 bits, {high[5], low[9]}, and stands for the sum high * 2^PackShift +
/// low + (low < 0 ? 2^PackShift : 0), both signed: of a packed byte high is the operand of tile
/// a, already lowered by the borrow of a negative b, and low that of tile b. So the columns form
/// a*2^PackShift + b by repeating signs, without an adder. An unpacked operand is low alone.
module tensor_operands #(
  parameter int unsigned Lanes = 4
) (
  input  logic                clk_i,

  input  logic                gemm_i,
  input  logic                source_g_i,  // GEMM reads G
  input  logic                source_i,    // the source entry was read
  input  logic                vector_i,    // the slot carries a vector
  input  logic                packed_i,
  input  logic                signed_i,    // packed: nibbles -8..7
  input  logic [9*Lanes-1:0]  x_i,
  input  logic [16*Lanes-1:0] g_i,

  output logic [16*Lanes-1:0] row_o,
  output logic [14*Lanes-1:0] column_o
);

  logic use_g, use_x, use_column;

  assign use_g      = gemm_i ? source_g_i && source_i : vector_i;
  assign use_x      = gemm_i && !source_g_i && source_i;
  assign use_column = !gemm_i && source_i;

  for (genvar c = 0; c < Lanes; c++) begin : gen_lane
    logic [8:0]  x;
    logic [15:0] row_d, row_q;
    logic [13:0] column_d, column_q;
    logic        sign_a, sign_b;

    assign x      = x_i[9*c+:9];
    assign sign_a = signed_i && x[7];
    assign sign_b = signed_i && x[3];

    always_comb begin
      row_d = use_x ? {{7{x[8]}}, x} : '0;
      if (use_g) row_d = g_i[16*c+:16];

      column_d = {{5{x[8]}}, x};
      if (packed_i) column_d = {{sign_a, x[7:4]} - 5'(sign_b), {5{sign_b}}, x[3:0]};
      if (!use_column) column_d = '0;
    end

    always_ff @(posedge clk_i) begin
      row_q    <= row_d;
      column_q <= column_d;
    end

    assign row_o[16*c+:16]    = row_q;
    assign column_o[14*c+:14] = column_q;
  end

endmodule
