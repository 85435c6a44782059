// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Instruction memory of one engine with two instructions prefetched: the head in a register, the
/// one after it at the output of the block RAM.
///
/// Words are written one a cycle, in order, from index 0; the first goes straight into the head.
/// From the cycle filled_i is high in, two cycles after the last word was registered, the others
/// follow: a pop in every cycle is served as long as two words are prefetched. A word written in
/// cycle t is in the head in t+1 (index 0) or can be read in t+1 and is at the RAM's output in t+2.
module instr_mem #(
  parameter int unsigned Width      = 512,
  parameter int unsigned Depth      = 64,
  parameter int unsigned IndexWidth = 14,
  localparam int unsigned AddrWidth = $clog2(Depth)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  clear_i,   // forget all instructions
  input  logic [IndexWidth-1:0] length_i,

  input  logic                  we_i,
  input  logic [AddrWidth-1:0]  waddr_i,
  input  logic [Width-1:0]      wdata_i,
  input  logic                  filled_i,  // all words are written

  input  logic                  pop_i,
  output logic                  valid_o,
  output logic [Width-1:0]      head_o,
  output logic                  load_o,    // next_o becomes the head at the end of this cycle
  output logic [Width-1:0]      next_o
);

  logic [Width-1:0]      mem [Depth];
  logic [Width-1:0]      head_q, word_q;
  logic                  head_valid_d, head_valid_q, word_valid_d, word_valid_q;
  logic [AddrWidth-1:0]  read_q;
  logic [IndexWidth-1:0] left_q;   // words from read_q on
  logic                  more_q;   // there are some
  logic                  first, move, read;

  assign first   = we_i && waddr_i == '0;
  assign move    = word_valid_q && (pop_i || !head_valid_q);
  assign read    = filled_i && more_q && (!word_valid_q || move);
  assign load_o  = first || move;
  assign next_o  = first ? wdata_i : word_q;
  assign valid_o = head_valid_q;
  assign head_o  = head_q;

  always_comb begin
    head_valid_d = load_o || (head_valid_q && !pop_i);
    word_valid_d = read || (word_valid_q && !move);
  end

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    if (read) word_q <= mem[read_q];
    if (load_o) head_q <= next_o;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      head_valid_q <= 1'b0;
      word_valid_q <= 1'b0;
      read_q       <= AddrWidth'(1);
    end else begin
      head_valid_q <= head_valid_d;
      word_valid_q <= word_valid_d;
      if (read) read_q <= read_q + AddrWidth'(1);
    end
  end

  // The first word goes past the RAM.
  always_ff @(posedge clk_i) begin
    if (!filled_i) begin
      left_q <= length_i - IndexWidth'(1);
      more_q <= length_i > IndexWidth'(1);
    end else if (read) begin
      left_q <= left_q - IndexWidth'(1);
      more_q <= left_q > IndexWidth'(1);
    end
  end

  `ASSERT_INIT(PowerOfTwo, Depth == 1 << AddrWidth)
  `ASSERT(PopOnlyValid, pop_i |-> head_valid_q)
  `ASSERT(WrittenBeforeFilled, !(we_i && filled_i))

endmodule
