// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Lanes x Lanes multipliers: behavioural, or columns of DSP blocks and LUTs.
///
/// See dsp_mac for what a multiplier does and in which cycle; the inputs come from tensor_rows,
/// column_i at the time of row 0 (its cycle 4), acc_i two cycles before the first sum of the
/// column (5). result_o is the sum of the last row (Lanes+6, one later behind a joint, and two more
/// where a column is of LUTs). The sums of row drain_row_i in a cycle with drain_i are on sum_o two
/// cycles later.
module tensor_array #(
  parameter int unsigned Lanes      = 4,
  parameter int unsigned Chain      = 4,
  parameter int unsigned DspColumns = 4,
  parameter int unsigned PackShift  = 20,
  parameter int unsigned DspKind    = 0,
  localparam int unsigned Chains  = Lanes / Chain,
  localparam int unsigned RowBits = $clog2(Lanes),
  localparam int unsigned AccBits = isa_pkg::AccBits,
  /// A column is of LUTs.
  localparam bit          Late    = DspKind == 3 || (DspKind != 0 && DspColumns < Lanes)
) (
  input  logic                      clk_i,

  input  logic [16*Lanes-1:0]       row_i,
  input  logic [Lanes-1:0]          gemm_i,
  input  logic [Lanes-1:0]          direct_i,
  input  logic [Lanes-1:0]          weight_en_i,
  input  logic [8*Lanes*Chains-1:0] weight_i,
  input  logic [Lanes*Lanes-1:0]    off_i,
  input  logic [Lanes-1:0]          keep_i,
  input  logic [Lanes-1:0]          above_i,
  input  logic [14*Lanes-1:0]       column_i,
  input  logic [AccBits*Lanes-1:0]  acc_i,
  input  logic                      drain_i,
  input  logic [RowBits-1:0]        drain_row_i,

  output logic [AccBits*Lanes-1:0]  result_o,
  output logic [48*Lanes-1:0]       sum_o
);

  if (DspKind == 0) begin : gen_behavioural
    array_behavioural #(
      .Lanes     (Lanes),
      .Chain     (Chain),
      .PackShift (PackShift)
    ) u_array (
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
      .acc_i,
      .drain_i,
      .drain_row_i,
      .result_o,
      .sum_o
    );
  end else begin : gen_columns
    for (genvar c = 0; c < Lanes; c++) begin : gen_column
      localparam int unsigned Kind = c < DspColumns ? DspKind : 3;

      logic [8*Chains-1:0] weight;
      logic [Lanes-1:0]    off;
      logic [AccBits-1:0]  result;

      for (genvar j = 0; j < Chains; j++) begin : gen_weight
        assign weight[8*j+:8] = weight_i[8*(j*Lanes+c)+:8];
      end
      for (genvar r = 0; r < Lanes; r++) begin : gen_off
        assign off[r] = off_i[r*Lanes+c];
      end

      array_column #(
        .Lanes     (Lanes),
        .Chain     (Chain),
        .PackShift (PackShift),
        .Kind      (Kind)
      ) u_column (
        .clk_i,
        .row_i,
        .gemm_i,
        .direct_i,
        .weight_en_i,
        .weight_i    (weight),
        .off_i       (off),
        .keep_i,
        .above_i,
        .column_i    (column_i[14*c+:14]),
        .acc_i       (acc_i[AccBits*c+:AccBits]),
        .drain_i,
        .drain_row_i,
        .result_o    (result),
        .sum_o       (sum_o[48*c+:48])
      );

      if (Late && Kind != 3) begin : gen_wait
        delay_line #(
          .Width  (AccBits),
          .Cycles (2)
        ) u_result (
          .clk_i,
          .data_i (result),
          .data_o (result_o[AccBits*c+:AccBits])
        );
      end else begin : gen_result
        assign result_o[AccBits*c+:AccBits] = result;
      end
    end
  end

  `ASSERT_INIT(OneJoint, Chains == 1 || Chains == 2)
  `ASSERT_INIT(KnownKind, DspKind <= 3)

endmodule
