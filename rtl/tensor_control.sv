// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Instruction memory, issue and completion of the tensor engine; the slots themselves are stepped
/// through by tensor_engine.
///
/// An instruction stays at the head of the prefetch queue, on instr_o, from its first to its last
/// issue slot.
module tensor_control #(
  parameter int unsigned Lanes      = 4,
  parameter int unsigned InstrDepth = 64,
  parameter int unsigned IndexWidth = 14,
  localparam int unsigned InstrBits = isa_pkg::OuterSecondLsb + isa_pkg::OuterSecondWidth,
  localparam int unsigned AddrWidth = $clog2(InstrDepth)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  clear_i,
  input  logic                  run_i,
  input  logic                  stop_i,

  // segment
  input  logic [IndexWidth-1:0] length_i,
  input  logic                  we_i,
  input  logic [AddrWidth-1:0]  waddr_i,
  input  logic [InstrBits-1:0]  wdata_i,
  input  logic                  filled_i,

  // semaphores
  input  logic [7:0]            available_i,
  output logic [7:0]            take_o,
  output logic [7:0]            done_mask_o,     // 0 when nothing completes
  output logic [7:0]            release_mask_o,  // 0 when nothing is released

  // tensor engine
  output logic [InstrBits-1:0]  instr_o,
  output logic                  issue_o,
  input  logic                  last_slot_i,

  // state
  output logic                  bad_o,
  output logic                  flying_o,
  output logic                  ended_o,
  output logic [IndexWidth-1:0] index_o,         // next to issue
  output logic [IndexWidth-1:0] release_index_o, // that released in the last cycle
  output logic [IndexWidth-1:0] done_index_o,    // next to complete

  // counters
  output logic                  count_busy_o,
  output logic                  count_wait_load_o,
  output logic                  count_wait_store_o,
  output logic                  count_fence_o
);

  logic                  valid, done, bad, unused_load;
  logic [InstrBits-1:0]  unused_next;
  logic [IndexWidth-1:0] release_index_q;
  logic                  released_q;
  logic [7:0]            opcode;

  instr_mem #(
    .Width     (InstrBits),
    .Depth     (InstrDepth),
    .IndexWidth(IndexWidth)
  ) u_mem (
    .clk_i,
    .rst_ni,
    .clear_i,
    .length_i,
    .we_i,
    .waddr_i,
    .wdata_i,
    .filled_i,
    .pop_i   (last_slot_i),
    .valid_o (valid),
    .head_o  (instr_o),
    .load_o  (unused_load),
    .next_o  (unused_next)
  );

  assign opcode = instr_o[isa_pkg::OuterOpcodeLsb+:isa_pkg::OuterOpcodeWidth];
  assign bad    = opcode != isa_pkg::OpGemm && opcode != isa_pkg::OpOuter;

  issue #(
    .IndexWidth(IndexWidth)
  ) u_issue (
    .clk_i,
    .rst_ni,
    .clear_i,
    .run_i,
    .stop_i,
    .length_i,
    .valid_i            (valid),
    .wait_i             (instr_o[isa_pkg::OuterWaitLsb+:isa_pkg::OuterWaitWidth]),
    .fence_i            (instr_o[isa_pkg::OuterFenceLsb]),
    .bad_i              (bad),
    .available_i,
    .issue_o,
    .bad_o,
    .take_o,
    .last_slot_i,
    .done_i             (done),
    .flying_o,
    .ended_o,
    .index_o,
    .done_index_o,
    .count_busy_o,
    .count_wait_first_o (count_wait_load_o),
    .count_wait_second_o(count_wait_store_o),
    .count_fence_o
  );

  completion #(
    .Lanes(Lanes)
  ) u_completion (
    .clk_i,
    .rst_ni,
    .clear_i,
    .last_slot_i,
    .packed_i   (opcode == isa_pkg::OpOuter
                 && instr_o[isa_pkg::OuterPackLsb+:isa_pkg::OuterPackWidth] != '0),
    .mask_i     (instr_o[isa_pkg::OuterDoneLsb+:isa_pkg::OuterDoneWidth]),
    .done_o     (done),
    .mask_o     (done_mask_o)
  );

  assign release_mask_o =
      last_slot_i ? instr_o[isa_pkg::OuterReleaseLsb+:isa_pkg::OuterReleaseWidth] : '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      released_q      <= 1'b0;
      release_index_q <= '0;
    end else begin
      released_q <= last_slot_i;
      if (released_q) release_index_q <= release_index_q + IndexWidth'(1);
    end
  end

  assign release_index_o = release_index_q;

endmodule
