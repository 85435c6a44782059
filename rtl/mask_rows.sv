// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Keeps the mask rows of two tiles: one that is streamed, one that drains.
///
/// Latency: a row addressed in cycle t is on rdata_o in t+1. A row written in t is seen by reads
/// from t+1 on.
module mask_rows #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned AddrWidth = $clog2(Lanes) + 1
) (
  input  logic                 clk_i,
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [3*Lanes-1:0]   wdata_i,
  input  logic                 re_i,
  input  logic [AddrWidth-1:0] raddr_i,
  output logic [3*Lanes-1:0]   rdata_o
);

  logic [3*Lanes-1:0] mem [2*Lanes];

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    if (re_i) rdata_o <= mem[raddr_i];
  end

endmodule
