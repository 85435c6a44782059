// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The array in all of its kinds side by side behind one tensor_rows, for the bench
/// testdata/array_kinds_bench.cpp. Kind k has the outputs from k*40*Lanes and k*48*Lanes on; kind 1
/// is left out, its outputs 0, where PackShift is too large for it. Results of all kinds are in the
/// cycle of those of LUTs.
module array_kinds #(
  parameter int unsigned Lanes     = 8,
  parameter int unsigned Chain     = 4,
  parameter int unsigned PackShift = 20,
  localparam int unsigned Chains  = Lanes / Chain,
  localparam int unsigned RowBits = $clog2(Lanes)
) (
  input  logic                  clk_i,
  input  logic [16*Lanes-1:0]   row_i,
  input  logic [14*Lanes-1:0]   column_i,
  input  logic                  gemm_i,
  input  logic                  add_i,
  input  logic                  load_i,
  input  logic [8*Lanes-1:0]    weight_i,
  input  logic                  start_i,
  input  logic                  masked_i,
  input  logic [Lanes-1:0]      decided_i,
  input  logic [40*Lanes-1:0]   acc_i,
  input  logic                  drain_i,
  input  logic [RowBits-1:0]    drain_row_i,
  output logic [4*40*Lanes-1:0] result_o,
  output logic [4*48*Lanes-1:0] sum_o
);

  logic [16*Lanes-1:0]       row;
  logic [Lanes-1:0]          gemm, direct, weight_en, keep, above;
  logic [8*Lanes*Chains-1:0] weight;
  logic [Lanes*Lanes-1:0]    off;

  tensor_rows #(
    .Lanes (Lanes),
    .Chain (Chain)
  ) u_rows (
    .clk_i,
    .row_i,
    .gemm_i,
    .add_i,
    .load_i,
    .weight_i,
    .start_i,
    .masked_i,
    .decided_i,
    .row_o       (row),
    .gemm_o      (gemm),
    .direct_o    (direct),
    .weight_en_o (weight_en),
    .weight_o    (weight),
    .off_o       (off),
    .keep_o      (keep),
    .above_o     (above)
  );

  for (genvar k = 0; k < 4; k++) begin : gen_kind
    if (k == 1 && PackShift > 20) begin : gen_none
      assign result_o[40*Lanes*k+:40*Lanes] = '0;
      assign sum_o[48*Lanes*k+:48*Lanes]    = '0;
    end else begin : gen_array
      logic [40*Lanes-1:0] result;

      tensor_array #(
        .Lanes      (Lanes),
        .Chain      (Chain),
        .DspColumns (Lanes),
        .PackShift  (PackShift),
        .DspKind    (k)
      ) u_array (
        .clk_i,
        .row_i       (row),
        .gemm_i      (gemm),
        .direct_i    (direct),
        .weight_en_i (weight_en),
        .weight_i    (weight),
        .off_i       (off),
        .keep_i      (keep),
        .above_i     (above),
        .column_i,
        .acc_i,
        .drain_i,
        .drain_row_i,
        .result_o    (result),
        .sum_o       (sum_o[48*Lanes*k+:48*Lanes])
      );

      if (k == 3) begin : gen_late
        assign result_o[40*Lanes*k+:40*Lanes] = result;
      end else begin : gen_wait
        delay_line #(
          .Width  (40 * Lanes),
          .Cycles (2)
        ) u_result (
          .clk_i,
          .data_i (result),
          .data_o (result_o[40*Lanes*k+:40*Lanes])
        );
      end
    end
  end

endmodule
