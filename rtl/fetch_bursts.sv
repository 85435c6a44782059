// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Bursts of the descriptor and of the instruction lists.
///
/// descriptor_go_i or lists_go_i in cycle t: the first burst is offered from t+1 on, then one a
/// cycle, from list to list without a gap; empty lists are left out. All addresses are multiples of
/// DescriptorAlign, so a burst is 16 beats or what is left.
module fetch_bursts #(
  parameter int unsigned AxiBytes   = 4,
  parameter int unsigned IndexWidth = 14
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    stop_i,

  input  logic                    descriptor_go_i,
  input  logic [63:0]             descriptor_addr_i,
  input  logic                    lists_go_i,
  input  logic [3*64-1:0]         lists_i,
  input  logic [3*IndexWidth-1:0] length_i,
  input  logic [2:0]              nonempty_i,  // lists that are not empty

  output logic                    burst_valid_o,
  input  logic                    burst_ready_i,
  output logic [63:0]             burst_addr_o,
  output logic [3:0]              burst_len_o
);

  localparam int unsigned LineBytes  = isa_pkg::MaxBurstBeats * AxiBytes;
  localparam int unsigned LineBits   = $clog2(LineBytes);
  localparam int unsigned InstrBeats = isa_pkg::InstructionBytes / AxiBytes;
  localparam int unsigned BeatsWidth = IndexWidth + $clog2(InstrBeats);

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Lists that are still to be read, the next one
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [2:0]            todo_q, left, choice;
  logic [63:0]           list_addr;
  logic [IndexWidth-1:0] list_length;
  logic                  next_list;

  assign left   = lists_go_i ? nonempty_i : todo_q;
  assign choice = {left[2] && left[1:0] == '0, left[1] && !left[0], left[0]};  // the lowest

  always_comb begin
    list_addr   = '0;
    list_length = '0;
    for (int unsigned e = 0; e < isa_pkg::NumEngines; e++) begin
      if (choice[e]) begin
        list_addr   = lists_i[64*e+:64];
        list_length = length_i[IndexWidth*e+:IndexWidth];
      end
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // The burst on offer
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [63:0]            addr_q;
  logic [63-LineBits:0]   line_next;
  logic [BeatsWidth-1:0]  beats_q;   // left, this burst included
  logic                   valid_q, offered_q, taken, final_burst, unused_carry;

  carry_select #(
    .Width(64 - LineBits)
  ) u_line (
    .a_i    (addr_q[63:LineBits]),
    .b_i    ('0),
    .carry_i(1'b1),
    .sum_o  (line_next),
    .carry_o(unused_carry)
  );

  assign taken       = burst_valid_o && burst_ready_i;
  assign final_burst = beats_q <= BeatsWidth'(isa_pkg::MaxBurstBeats);
  assign next_list   = (lists_go_i || (taken && final_burst)) && left != '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || (stop_i && !offered_q)) begin
      valid_q   <= 1'b0;
      offered_q <= 1'b0;
      todo_q    <= '0;
    end else begin
      valid_q   <= descriptor_go_i || next_list || (valid_q && !(taken && final_burst));
      offered_q <= burst_valid_o && !burst_ready_i;
      if (descriptor_go_i) todo_q <= '0;
      else if (next_list) todo_q <= left & ~choice;
    end
  end

  always_ff @(posedge clk_i) begin
    if (descriptor_go_i) begin
      addr_q  <= descriptor_addr_i;
      beats_q <= BeatsWidth'(isa_pkg::DescriptorBytes / AxiBytes);
    end else if (next_list) begin
      addr_q  <= list_addr;
      beats_q <= {list_length, {$clog2(InstrBeats){1'b0}}};
    end else if (taken) begin
      addr_q  <= {line_next, {LineBits{1'b0}}};
      beats_q <= beats_q - BeatsWidth'(isa_pkg::MaxBurstBeats);
    end
  end

  assign burst_valid_o = valid_q && (!stop_i || offered_q);
  assign burst_addr_o  = addr_q;
  assign burst_len_o   = final_burst ? beats_q[3:0] - 4'd1 : '1;

  `ASSERT_INIT(AlignedToBurst, isa_pkg::DescriptorAlign % LineBytes == 0)
  `ASSERT(OneAtATime, descriptor_go_i || lists_go_i |-> !valid_q)

endmodule
