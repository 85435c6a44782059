// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// An address or coordinate that follows nested loops by additions alone: it starts at start_i, goes
/// up by a loop's stride when that loop steps, and back to where the loop stood when one outside of
/// it steps.
///
/// value_o is combinational and belongs to the slot of this cycle; step_i and restart_i say what
/// happens after the slot. In the first slot of an instruction (first_i) the value is start_i
/// whatever was before. Arithmetic wraps at Width bits.
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

  logic [Width-1:0] base [Loops];  // of loop i: the sum of loop i and those outside of it
  logic [Width-1:0] next [Loops];
  logic [Width-1:0] after;         // the value after a step

  assign value_o = base[0];

  always_comb begin
    after = restart_i ? start_i : '0;
    for (int unsigned i = 0; i < Loops; i++) begin
      if (step_i[i]) after |= next[i];
    end
  end

  for (genvar i = 0; i < Loops; i++) begin : gen_loop
    logic [Width-1:0] base_q;

    assign base[i] = first_i ? start_i : base_q;
    assign next[i] = base[i] + stride_i[i*Width+:Width];

    always_ff @(posedge clk_i) begin
      base_q <= (restart_i || (|step_i[Loops-1:i])) ? after : base[i];
    end
  end

endmodule
