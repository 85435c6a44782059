// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Collects the beats of instruction lists into words for the instruction memories.
///
/// A word is offered to its memory in the cycle in which its last beat is registered; done_o is
/// combinational from the last beat of the last list.
module fetch_lists #(
  parameter int unsigned AxiBytes   = 4,
  parameter int unsigned IndexWidth = 14
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    clear_i,
  input  logic [3*IndexWidth-1:0] length_i,
  input  logic [2:0]              nonempty_i,  // lists that are not empty

  input  logic                    beat_valid_i,
  input  logic [8*AxiBytes-1:0]   beat_data_i,

  output logic [2:0]              we_o,       // by engine
  output logic [IndexWidth-1:0]   index_o,
  output logic [511:0]            word_o,
  output logic                    done_o
);

  localparam int unsigned BeatWidth = 8 * AxiBytes;
  localparam int unsigned Beats     = isa_pkg::InstructionBytes / AxiBytes;

  logic [511:BeatWidth]      word_q;   // the beats before this one
  logic [$clog2(Beats)-1:0]  beat_q;
  logic [IndexWidth-1:0]     index_q, length;
  logic [2:0]                full_q, engine, left;
  logic                      word_last, list_last;

  assign left   = nonempty_i & ~full_q;
  assign engine = {left[2] && left[1:0] == '0, left[1] && !left[0], left[0]};  // the lowest

  always_comb begin
    length = '0;
    for (int unsigned e = 0; e < isa_pkg::NumEngines; e++) begin
      if (engine[e]) length = length_i[IndexWidth*e+:IndexWidth];
    end
  end

  assign word_last = beat_valid_i && (&beat_q);
  assign list_last = word_last && index_q + IndexWidth'(1) == length;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      beat_q  <= '0;
      index_q <= '0;
      full_q  <= '0;
    end else if (beat_valid_i) begin
      beat_q  <= beat_q + $clog2(Beats)'(1);
      index_q <= list_last ? '0 : index_q + IndexWidth'(word_last);
      full_q  <= full_q | (list_last ? engine : '0);
    end
  end

  always_ff @(posedge clk_i) begin
    if (beat_valid_i) word_q <= word_o[511:BeatWidth];
  end

  assign word_o  = {beat_data_i, word_q};
  assign we_o    = word_last ? engine : '0;
  assign index_o = index_q;
  assign done_o  = list_last && left == engine;

endmodule
