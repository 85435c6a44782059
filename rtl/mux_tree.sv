// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Multiplexer as a binary tree: the highest select bit halves the inputs first. A variable
/// part-select of a wide bus would become a shifter of arbitrary distances, several times as large.
///
/// Combinational. Input i is at data_i[i*Width+:Width].
module mux_tree #(
  parameter int unsigned Width  = 8,
  parameter int unsigned Inputs = 4,
  localparam int unsigned SelWidth = $clog2(Inputs)
) (
  input  logic [SelWidth-1:0]     sel_i,
  input  logic [Width*Inputs-1:0] data_i,
  output logic [Width-1:0]        data_o
);

  logic [Width*Inputs-1:0] left;

  always_comb begin
    left = data_i;
    for (int unsigned i = 0; i < SelWidth; i++) begin
      if (sel_i[SelWidth-1-i]) left = left >> (Width << (SelWidth - 1 - i));
    end
    data_o = left[Width-1:0];
  end

  `ASSERT_INIT(PowerOfTwo, Inputs == 1 << SelWidth)

endmodule
