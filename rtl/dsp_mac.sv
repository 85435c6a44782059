// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// One multiplier of the array with its registers, as a DSP block or in LUTs.
///
/// GEMM: sum = sum above + row operand * weight. OUTER: sum = (start ? 0 : own sum) + row operand *
/// column operand, or * 0 where off_i is set. The sum above comes from above_sum_i in the first
/// multiplier of a chain (First), from the cascade in the others. The column operand moves down the
/// chain, a row a cycle.
///
/// An input in cycle t reaches sum_o in
///
///   row_i                      t+3 with direct_i, else t+4
///   weight_i with weight_en_i  t+4 and from then on
///   column_i                   t+4
///   gemm_i                     t+4   multiply by the weight, else by the column operand
///   off_i                      t+4   column operands only
///   direct_i                   t+3
///   above_sum_i                t+2
///   keep_i, above_i            t+2   one at most; if none is set, the sum starts at 0
///
/// LUTs take more cycles for the sum, see mac_lut.
///
/// column_i is {high[5], low[9]}, see tensor_operands. column_cascade carries what the kind likes
/// best: connect equal kinds only.
module dsp_mac #(
  /// 1 DSP48E1, 2 DSP48E2, 3 LUTs
  parameter int unsigned Kind      = 1,
  parameter bit          First     = 1'b1,
  parameter int unsigned PackShift = 20
) (
  input  logic        clk_i,

  input  logic [15:0] row_i,
  input  logic        gemm_i,
  input  logic        direct_i,
  input  logic        weight_en_i,
  input  logic [7:0]  weight_i,
  input  logic        off_i,
  input  logic        keep_i,
  input  logic        above_i,
  input  logic [13:0] column_i,
  input  logic [47:0] above_sum_i,
  input  logic [29:0] column_cascade_i,
  input  logic [47:0] sum_cascade_i,
  output logic [29:0] column_cascade_o,
  output logic [47:0] sum_cascade_o,
  output logic [47:0] sum_o
);

  if (Kind == 3) begin : gen_lut
    mac_lut #(
      .First     (First),
      .PackShift (PackShift)
    ) u_mac (
      .clk_i,
      .row_i,
      .gemm_i,
      .direct_i,
      .weight_en_i,
      .weight_i,
      .off_i,
      .keep_i,
      .above_i,
      .column_i,
      .above_sum_i,
      .column_cascade_i,
      .sum_cascade_i,
      .column_cascade_o,
      .sum_cascade_o,
      .sum_o
    );
  end else begin : gen_dsp
    // Column operand: a * 2^PackShift + b by repeating signs.
    logic [29:0] column;

    assign column = {{25 - PackShift{column_i[13]}}, column_i[13:9],
                     {PackShift - 9{column_i[8]}}, column_i[8:0]};

    if (Kind == 1) begin : gen_e1
      mac_dsp48e1 #(
        .First (First)
      ) u_mac (
        .clk_i,
        .row_i,
        .gemm_i,
        .direct_i,
        .weight_en_i,
        .weight_i,
        .off_i,
        .keep_i,
        .above_i,
        .column_i         (column),
        .above_sum_i,
        .column_cascade_i,
        .sum_cascade_i,
        .column_cascade_o,
        .sum_cascade_o,
        .sum_o
      );
    end else begin : gen_e2
      mac_dsp48e2 #(
        .First (First)
      ) u_mac (
        .clk_i,
        .row_i,
        .gemm_i,
        .direct_i,
        .weight_en_i,
        .weight_i,
        .off_i,
        .keep_i,
        .above_i,
        .column_i         (column),
        .above_sum_i,
        .column_cascade_i,
        .sum_cascade_i,
        .column_cascade_o,
        .sum_cascade_o,
        .sum_o
      );
    end
  end

  // The pre-adder has 25 bits in a DSP48E1, 27 in a DSP48E2.
  `ASSERT_INIT(OperandFits, Kind == 3 || PackShift + 5 <= (Kind == 1 ? 25 : 27))
  `ASSERT_INIT(KnownKind, Kind >= 1 && Kind <= 3)

endmodule
