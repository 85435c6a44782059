// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Delays a bus by a fixed number of cycles, in shift registers without reset.
module delay_line #(
  parameter int unsigned Width  = 1,
  parameter int unsigned Cycles = 2
) (
  input  logic             clk_i,
  input  logic [Width-1:0] data_i,
  output logic [Width-1:0] data_o
);

  logic [Width*Cycles-1:0] line_q;

  always_ff @(posedge clk_i) line_q <= (Width * Cycles)'({line_q, data_i});

  assign data_o = line_q[Width*Cycles-1-:Width];

  `ASSERT_INIT(Delays, Cycles > 0)

endmodule
