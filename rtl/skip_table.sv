// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Skip bits and counts of decided weights, one word a tile, in distributed RAM.
///
/// The read is combinational, of one of two addresses: both words are read and one is chosen, so
/// that no choice delays an address. A word written in cycle t is read from t+1 on.
module skip_table #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 16,
  localparam int unsigned AddrWidth = $clog2(Depth)
) (
  input  logic                 clk_i,
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [Width-1:0]     wdata_i,
  input  logic                 first_i,        // read raddr_first_i
  input  logic [AddrWidth-1:0] raddr_first_i,
  input  logic [AddrWidth-1:0] raddr_i,
  output logic [Width-1:0]     rdata_o
);

  logic [Width-1:0] mem [Depth];
  logic [Width-1:0] rdata_first, rdata;

  assign rdata_first = mem[raddr_first_i];
  assign rdata       = mem[raddr_i];
  assign rdata_o     = first_i ? rdata_first : rdata;

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
  end

endmodule
