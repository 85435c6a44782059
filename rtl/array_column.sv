// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// One column of the array: chains of multipliers, joined through the C port of the first one of
/// each, and the multiplexer that drains one row a cycle.
///
/// Times as in tensor_array. The multiplexer takes groups of four rows in the first cycle and one of
/// the groups in the second, each a single LUT a bit.
module array_column #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned Chain     = 4,
  parameter int unsigned PackShift = 20,
  parameter int unsigned Kind      = 1,
  localparam int unsigned Chains  = Lanes / Chain,
  localparam int unsigned RowBits = $clog2(Lanes),
  localparam int unsigned AccBits = isa_pkg::AccBits
) (
  input  logic                clk_i,

  input  logic [16*Lanes-1:0] row_i,
  input  logic [Lanes-1:0]    gemm_i,
  input  logic [Lanes-1:0]    direct_i,
  input  logic [Lanes-1:0]    weight_en_i,
  input  logic [8*Chains-1:0] weight_i,
  input  logic [Lanes-1:0]    off_i,
  input  logic [Lanes-1:0]    keep_i,
  input  logic [Lanes-1:0]    above_i,
  input  logic [13:0]         column_i,
  input  logic [AccBits-1:0]  acc_i,
  input  logic                drain_i,
  input  logic [RowBits-1:0]  drain_row_i,

  output logic [AccBits-1:0]  result_o,
  output logic [47:0]         sum_o
);

  localparam int unsigned Groups = Lanes / 4;

  logic [47:0] sum [Lanes];
  logic [47:0] sum_cascade [Lanes];
  logic [29:0] column_cascade [Lanes];
  logic [47:0] group_q [Groups];

  ////////////
  // Chains //
  ////////////

  for (genvar r = 0; r < Lanes; r++) begin : gen_row
    logic [13:0] head;
    logic [47:0] above;
    logic [47:0] sum_from;
    logic [29:0] column_from;

    if (r == 0) begin : gen_top
      assign head  = column_i;
      assign above = {{48 - AccBits{acc_i[AccBits-1]}}, acc_i};
    end else if (r % Chain == 0) begin : gen_joint
      delay_line #(
        .Width  (14),
        .Cycles (r)
      ) u_head (
        .clk_i  (clk_i),
        .data_i (column_i),
        .data_o (head)
      );

      assign above = sum[r-1];
    end else begin : gen_inner
      assign head  = '0;
      assign above = '0;
    end

    if (r % Chain == 0) begin : gen_first
      assign sum_from    = '0;
      assign column_from = '0;
    end else begin : gen_next
      assign sum_from    = sum_cascade[r-1];
      assign column_from = column_cascade[r-1];
    end

    dsp_mac #(
      .Kind      (Kind),
      .First     (r % Chain == 0),
      .PackShift (PackShift)
    ) u_mac (
      .clk_i            (clk_i),
      .row_i            (row_i[16*r+:16]),
      .gemm_i           (gemm_i[r]),
      .direct_i         (direct_i[r]),
      .weight_en_i      (weight_en_i[r]),
      .weight_i         (weight_i[8*(r/Chain)+:8]),
      .off_i            (off_i[r]),
      .keep_i           (keep_i[r]),
      .above_i          (above_i[r]),
      .column_i         (head),
      .above_sum_i      (above),
      .column_cascade_i (column_from),
      .sum_cascade_i    (sum_from),
      .column_cascade_o (column_cascade[r]),
      .sum_cascade_o    (sum_cascade[r]),
      .sum_o            (sum[r])
    );
  end

  assign result_o = sum[Lanes-1][AccBits-1:0];

  ///////////
  // Drain //
  ///////////

  for (genvar g = 0; g < Groups; g++) begin : gen_group
    always_ff @(posedge clk_i) begin
      if (drain_i) begin
        case (drain_row_i[1:0])
          2'd0:    group_q[g] <= sum[4*g];
          2'd1:    group_q[g] <= sum[4*g+1];
          2'd2:    group_q[g] <= sum[4*g+2];
          default: group_q[g] <= sum[4*g+3];
        endcase
      end
    end
  end

  if (Groups == 1) begin : gen_one_group
    always_ff @(posedge clk_i) sum_o <= group_q[0];
  end else begin : gen_groups
    logic [RowBits-3:0] group_index_q;

    always_ff @(posedge clk_i) begin
      if (drain_i) group_index_q <= drain_row_i[RowBits-1:2];
      sum_o <= group_q[group_index_q];
    end
  end

  `ASSERT_INIT(GroupsOfFour, Lanes == 4 * Groups)

endmodule
