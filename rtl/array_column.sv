// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// One column of the array: chains of multipliers, joined through the C port of the first one of
/// each, and the multiplexer that drains one row a cycle.
///
/// Times as in tensor_array, but result_o of LUTs (Kind 3) two cycles later: their sums are, see
/// mac_lut, so their ACC elements wait as long at the top, while the sums that drain skip
/// registers.
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

  logic [47:0]         sum [Lanes];
  logic [47:0]         sum_cascade [Lanes];
  logic [29:0]         column_cascade [Lanes];
  logic [AccBits-1:0]  acc;

  ////////////
  // Chains //
  ////////////

  if (Kind == 3) begin : gen_late_acc
    delay_line #(
      .Width  (22),
      .Cycles (1)
    ) u_lower (
      .clk_i,
      .data_i (acc_i[21:0]),
      .data_o (acc[21:0])
    );

    delay_line #(
      .Width  (AccBits - 22),
      .Cycles (2)
    ) u_upper (
      .clk_i,
      .data_i (acc_i[AccBits-1:22]),
      .data_o (acc[AccBits-1:22])
    );
  end else begin : gen_acc
    assign acc = acc_i;
  end

  for (genvar r = 0; r < Lanes; r++) begin : gen_row
    logic [13:0] head;
    logic [47:0] above;
    logic [47:0] sum_from;
    logic [29:0] column_from;

    if (r == 0) begin : gen_top
      assign head  = column_i;
      assign above = {{48 - AccBits{acc[AccBits-1]}}, acc};
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

  ///////////
  // Drain //
  ///////////

  if (Kind == 3) begin : gen_late
    logic [22*Lanes-1:0] lower;
    logic [25:0]         upper [Lanes];
    logic [21:0]         result_q;
    logic                drain_q;
    logic [RowBits-1:0]  drain_row_q, drain_row_q2;

    for (genvar r = 0; r < Lanes; r++) begin : gen_halves
      assign lower[22*r+:22] = sum[r][21:0];
      assign upper[r]        = sum[r][47:22];
    end

    always_ff @(posedge clk_i) begin
      drain_q      <= drain_i;
      drain_row_q  <= drain_row_i;
      drain_row_q2 <= drain_row_q;
      result_q     <= sum[Lanes-1][21:0];
    end

    row_mux #(
      .Width (22),
      .Rows  (Lanes)
    ) u_lower (
      .clk_i,
      .en_i   (drain_q),
      .row_i  (drain_row_q),
      .rows_i (lower),
      .row_o  (sum_o[21:0])
    );

    assign sum_o[47:22] = upper[drain_row_q2];
    assign result_o     = {sum[Lanes-1][AccBits-1:22], result_q};
  end else begin : gen_dsp
    logic [48*Lanes-1:0] rows;
    logic [47:0]         drained;

    for (genvar r = 0; r < Lanes; r++) begin : gen_rows
      assign rows[48*r+:48] = sum[r];
    end

    row_mux #(
      .Width (48),
      .Rows  (Lanes)
    ) u_rows (
      .clk_i,
      .en_i   (drain_i),
      .row_i  (drain_row_i),
      .rows_i (rows),
      .row_o  (drained)
    );

    always_ff @(posedge clk_i) sum_o <= drained;

    assign result_o = sum[Lanes-1][AccBits-1:0];
  end

endmodule
