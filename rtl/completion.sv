// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Delays the completions of tensor instructions: done_o comes TensorDrain cycles after
/// last_slot_i, with the signal mask that came with it.
///
/// TensorDrain is longer for a packed OUTER, but the fences keep completions in order, so the
/// masks wait in a queue.
module completion #(
  parameter int unsigned Lanes = 4
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       clear_i,
  input  logic       last_slot_i,
  input  logic       packed_i,
  input  logic [7:0] mask_i,
  output logic       done_o,
  output logic [7:0] mask_o
);

  localparam int unsigned Drain       = Lanes + isa_pkg::DrainMargin;
  localparam int unsigned DrainPacked = 2 * Lanes + isa_pkg::DrainMargin;
  localparam int unsigned Depth       = 1 << $clog2(DrainPacked + 1);

  logic [Drain-1:0]       plain_q;
  logic [DrainPacked-1:0] packed_q;
  logic [7:0]             mask;
  logic                   unused_valid;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      plain_q  <= '0;
      packed_q <= '0;
    end else begin
      plain_q  <= {plain_q[Drain-2:0], last_slot_i && !packed_i};
      packed_q <= {packed_q[DrainPacked-2:0], last_slot_i && packed_i};
    end
  end

  assign done_o = plain_q[Drain-1] || packed_q[DrainPacked-1];
  assign mask_o = done_o ? mask : '0;

  queue #(
    .Width(8),
    .Depth(Depth)
  ) u_masks (
    .clk_i,
    .rst_ni,
    .clear_i,
    .push_i (last_slot_i),
    .data_i (mask_i),
    .pop_i  (done_o),
    .valid_o(unused_valid),
    .head_o (mask)
  );

  `ASSERT(InOrder, !(plain_q[Drain-1] && packed_q[DrainPacked-1]))

endmodule
