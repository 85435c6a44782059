// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Shifts one ACC element right with rounding half up and saturates it to 32 or 16 bits.
///
/// Stages: lane_i in cycle 0, coarse shift 0, fine shift and rounding 1, saturation 2 (value_o and
/// saturated_o are combinational from the register of stage 1). Registers follow their enables, so
/// the value stays with its beat.
module store_round #(
  localparam int unsigned Acc = isa_pkg::AccBits
) (
  input  logic           clk_i,
  input  logic           enable0_i,
  input  logic           enable1_i,
  input  logic [3:0]     shift0_i,     // shift of the lane in stage 0, divided by 4
  input  logic [1:0]     shift1_i,     // shift of the lane in stage 1, modulo 4
  input  logic           to32_i,       // stage 2: saturate to 32 bits
  input  logic           to16_i,       // stage 2: saturate to 16 bits
  input  logic [Acc-1:0] lane_i,
  output logic [Acc-1:0] value_o,
  output logic           saturated_o
);

  // One bit below the binary point decides on rounding.
  logic [Acc:0]   coarse_d, coarse_q, fine;
  logic [Acc-1:0] rounded_d, rounded_q;
  logic           unused_carry;

  assign coarse_d = (Acc + 1)'($signed({lane_i, 1'b0}) >>> {shift0_i, 2'b00});
  assign fine     = (Acc + 1)'($signed(coarse_q) >>> shift1_i);

  carry_select #(
    .Width(Acc)
  ) u_round (
    .a_i    (fine[Acc:1]),
    .b_i    ('0),
    .carry_i(fine[0]),
    .sum_o  (rounded_d),
    .carry_o(unused_carry)
  );

  always_ff @(posedge clk_i) begin
    if (enable0_i) coarse_q <= coarse_d;
    if (enable1_i) rounded_q <= rounded_d;
  end

  logic sign, over32, over16;

  assign sign   = rounded_q[Acc-1];
  assign over32 = rounded_q[Acc-2:31] != {(Acc-32){sign}};
  assign over16 = over32 || rounded_q[30:15] != {16{sign}};

  always_comb begin
    value_o     = rounded_q;
    saturated_o = 1'b0;
    if (to32_i && over32) begin
      value_o     = {{(Acc-31){sign}}, {31{!sign}}};
      saturated_o = 1'b1;
    end
    if (to16_i && over16) begin
      value_o     = {{(Acc-15){sign}}, {15{!sign}}};
      saturated_o = 1'b1;
    end
  end

endmodule
