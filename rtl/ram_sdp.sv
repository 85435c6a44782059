// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Block RAM with one write and one read port and a registered output.
///
/// Latency: an address read in cycle t gives its data in t+2, for one cycle if re_i was high in t
/// only; without a read in t-2 the output keeps its value. Hazards: a word written in t is seen by
/// reads from t+1 on; a read in the cycle of a write to the same word gives the old word (on a
/// device possibly garbage), which no user of the module asks for.
module ram_sdp #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 16,
  localparam int unsigned AddrWidth = $clog2(Depth)
) (
  input  logic                 clk_i,
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [Width-1:0]     wdata_i,
  input  logic                 re_i,
  input  logic [AddrWidth-1:0] raddr_i,
  output logic [Width-1:0]     rdata_o
);

  logic [Width-1:0] mem [Depth];
  logic [Width-1:0] word_q;
  logic             re_q;

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    if (re_i) word_q <= mem[raddr_i];
    re_q <= re_i;
    if (re_q) rdata_o <= word_q;
  end

endmodule
