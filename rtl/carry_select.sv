// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Adder in parts: each part adds with and without an incoming carry, the carry of the part below
/// selects. A wide sum takes the carry chain of one part and one LUT more a part.
///
/// Combinational.
module carry_select #(
  parameter int unsigned Width = 32,
  parameter int unsigned Part  = 14
) (
  input  logic [Width-1:0] a_i,
  input  logic [Width-1:0] b_i,
  input  logic             carry_i,
  output logic [Width-1:0] sum_o,
  output logic             carry_o
);

  localparam int unsigned Parts = (Width + Part - 1) / Part;

  logic [Width-1:0] sum0, sum1;      // without and with a carry into each part
  logic [Parts-1:0] carry0, carry1;  // out of each part
  logic [Parts-1:0] carry;           // into each part

  for (genvar i = 0; i < Parts; i++) begin : gen_part
    localparam int unsigned Lsb  = i * Part;
    localparam int unsigned Bits = (i == Parts - 1) ? Width - Lsb : Part;

    logic unused;

    assign {carry0[i], sum0[Lsb+:Bits]} = {1'b0, a_i[Lsb+:Bits]} + {1'b0, b_i[Lsb+:Bits]};
    // The carry enters as an addition in a bit below the lowest: one carry chain, no third operand.
    assign {carry1[i], sum1[Lsb+:Bits], unused} =
        {1'b0, a_i[Lsb+:Bits], 1'b1} + {1'b0, b_i[Lsb+:Bits], 1'b1};
    assign sum_o[Lsb+:Bits] = carry[i] ? sum1[Lsb+:Bits] : sum0[Lsb+:Bits];
  end

  always_comb begin
    carry_o = carry_i;
    for (int unsigned i = 0; i < Parts; i++) begin
      carry[i] = carry_o;
      carry_o  = carry_o ? carry1[i] : carry0[i];
    end
  end

  `ASSERT_INIT(PartPositive, Part > 0)

endmodule
