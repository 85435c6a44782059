// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The issue stage of an engine: decides in which cycle an instruction begins, charges waiting
/// cycles to their cause and counts the instructions under way.
///
/// All of one cycle b: valid_i with the header of the next instruction, the test of its semaphores,
/// issue_o and take_o. last_slot_i, possibly in the same cycle, ends it; the next instruction may
/// begin one cycle later. An instruction that waits is charged to the fence first, then to the
/// engine's first peer (wait bits 0-3), then to the second. A bad opcode raises bad_o instead of
/// issue_o. Instructions complete in order (done_i).
module issue #(
  parameter int unsigned IndexWidth  = 14,
  parameter int unsigned FlyingWidth = 7
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  clear_i,      // before a segment
  input  logic                  run_i,        // cycle S has come
  input  logic                  stop_i,       // issue nothing any more
  input  logic [IndexWidth-1:0] length_i,     // instructions of the list

  // the next instruction
  input  logic                  valid_i,
  input  logic [7:0]            wait_i,
  input  logic                  fence_i,
  input  logic                  bad_i,
  input  logic [7:0]            available_i,
  output logic                  issue_o,
  output logic                  bad_o,
  output logic [7:0]            take_o,

  // the instruction under way
  input  logic                  last_slot_i,
  input  logic                  done_i,
  output logic                  flying_o,     // some instruction is issued and not complete
  output logic                  ended_o,      // all instructions of the list are issued
  output logic [IndexWidth-1:0] index_o,      // of the next instruction to issue
  output logic [IndexWidth-1:0] done_index_o, // of the next instruction to complete

  // counters
  output logic                  count_busy_o,
  output logic                  count_wait_first_o,
  output logic                  count_wait_second_o,
  output logic                  count_fence_o
);

  logic                   busy_q, final_q, ended_q, flying_q;
  logic [IndexWidth-1:0]  left_q;               // instructions to issue
  logic [IndexWidth-1:0]  index_q, done_index_q;
  logic [FlyingWidth-1:0] level_d, level_q;     // instructions under way
  logic                   try, fenced, held_first, held_second;

  assign try         = run_i && valid_i && !busy_q && !stop_i;
  assign fenced      = fence_i && flying_q;
  assign held_first  = |(wait_i[3:0] & ~available_i[3:0]);
  assign held_second = |(wait_i[7:4] & ~available_i[7:4]);
  assign issue_o     = try && !fenced && !held_first && !held_second && !bad_i;
  assign bad_o       = try && !fenced && !held_first && !held_second && bad_i;
  assign take_o      = issue_o ? wait_i : '0;

  assign count_busy_o        = issue_o || busy_q;
  assign count_fence_o       = try && fenced;
  assign count_wait_first_o  = try && !fenced && held_first;
  assign count_wait_second_o = try && !fenced && !held_first && held_second;

  always_comb begin
    level_d = level_q;
    if (issue_o && !done_i) level_d = level_q + FlyingWidth'(1);
    if (done_i && !issue_o) level_d = level_q - FlyingWidth'(1);
  end

  assign flying_o     = flying_q;
  assign ended_o      = ended_q;
  assign index_o      = index_q;
  assign done_index_o = done_index_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      busy_q       <= 1'b0;
      flying_q     <= 1'b0;
      level_q      <= '0;
      index_q      <= '0;
      done_index_q <= '0;
    end else begin
      busy_q       <= (issue_o || busy_q) && !last_slot_i && !stop_i;
      flying_q     <= issue_o || level_q > FlyingWidth'(1) || (flying_q && !done_i);
      level_q      <= level_d;
      if (issue_o) index_q <= index_q + IndexWidth'(1);
      if (done_i) done_index_q <= done_index_q + IndexWidth'(1);
    end
  end

  // The length is known long before cycle S.
  always_ff @(posedge clk_i) begin
    if (!run_i) begin
      left_q  <= length_i;
      final_q <= length_i == IndexWidth'(1);
      ended_q <= length_i == '0;
    end else if (issue_o) begin
      left_q  <= left_q - IndexWidth'(1);
      final_q <= left_q == IndexWidth'(2);
      ended_q <= final_q;
    end
  end

  // A waiting cycle without a header to charge it to would be lost.
  `ASSERT(HeaderInTime, run_i && !busy_q && !stop_i && !ended_q |-> valid_i)
  `ASSERT(LastSlotOfSomething, last_slot_i |-> issue_o || busy_q || stop_i)
  `ASSERT(DoneOfSomething, done_i |-> flying_q)
  `ASSERT(FlyingMeansNonzero, flying_q == (level_q != '0))
  `ASSERT(FlyingFits, issue_o |-> !(&level_q))
  `COVER(OneSlot, issue_o && last_slot_i)
  `COVER(CompletesAsItIssues, issue_o && done_i)

endmodule
