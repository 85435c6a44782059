// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Multiplexer of rows in two cycles, each a LUT a bit: first one row of every group of four, then
/// one of up to four groups.
///
/// Latency: rows and row_i in cycle t with en_i, row_o in t+1, combinational from the groups.
module row_mux #(
  parameter int unsigned Width = 8,
  parameter int unsigned Rows  = 4,
  localparam int unsigned RowBits = $clog2(Rows)
) (
  input  logic                  clk_i,
  input  logic                  en_i,
  input  logic [RowBits-1:0]    row_i,
  input  logic [Width*Rows-1:0] rows_i,
  output logic [Width-1:0]      row_o
);

  localparam int unsigned Groups = Rows / 4;

  logic [Width-1:0] group_q [Groups];

  for (genvar g = 0; g < Groups; g++) begin : gen_group
    always_ff @(posedge clk_i) begin
      if (en_i) begin
        case (row_i[1:0])
          2'd0:    group_q[g] <= rows_i[Width*(4*g)+:Width];
          2'd1:    group_q[g] <= rows_i[Width*(4*g+1)+:Width];
          2'd2:    group_q[g] <= rows_i[Width*(4*g+2)+:Width];
          default: group_q[g] <= rows_i[Width*(4*g+3)+:Width];
        endcase
      end
    end
  end

  if (Groups == 1) begin : gen_one_group
    assign row_o = group_q[0];
  end else begin : gen_groups
    logic [RowBits-3:0] group_index_q;

    always_ff @(posedge clk_i) begin
      if (en_i) group_index_q <= row_i[RowBits-1:2];
    end

    assign row_o = group_q[group_index_q];
  end

  `ASSERT_INIT(GroupsOfFour, Rows == 4 * Groups)

endmodule
