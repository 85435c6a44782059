// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// An address or coordinate that follows nested loops by additions alone: it starts at start_i,
/// goes up by a loop's stride when that loop steps, and back to where the loop stood when one
/// outside of it steps.
///
/// A slot in cycle 0 has its value on value_o, a register, in 1. first_i says in 0 that the slot,
/// if there is one, is the first of its instruction; step_i and restart_i say in 1 what happens
/// after it. start_i and stride_i are looked at as long as a slot follows, which is not after the
/// last. Arithmetic wraps at Width bits.
module tensor_nest #(
  parameter int unsigned Width = 16,
  parameter int unsigned Loops = 3
) (
  input  logic                   clk_i,
  input  logic                   first_i,
  input  logic [Width-1:0]       start_i,
  input  logic [Loops*Width-1:0] stride_i,   // innermost loop in the low bits
  input  logic [Loops-1:0]       step_i,     // one-hot or 0
  input  logic                   restart_i,  // a loop outside of all steps: back to start_i
  output logic [Width-1:0]       value_o
);

  logic [Width-1:0] base_q [Loops];  // of loop i: the sum of loop i and those outside of it
  logic [Width-1:0] next [Loops];
  logic [Width-1:0] after;           // the value of all bases that change

  assign value_o = base_q[0];

  always_comb begin
    after = (first_i || restart_i) ? start_i : '0;
    for (int unsigned i = 0; i < Loops; i++) begin
      if (step_i[i] && !first_i) after |= next[i];
    end
  end

  for (genvar i = 0; i < Loops; i++) begin : gen_loop
    assign next[i] = stride_i[i*Width+:Width] + base_q[i];

    always_ff @(posedge clk_i) begin
      if (first_i || restart_i || (|step_i[Loops-1:i])) base_q[i] <= after;
    end
  end

endmodule
