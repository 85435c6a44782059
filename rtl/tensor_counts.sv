// SPDX-License-Identifier: Apache-2.0

/// Counts of the tensor engine, one register each: what happens in cycle t is counted in t+1.
///
/// Inputs belong to the slot of the cycle before, see tensor_issue; ACC is counted where its ports
/// are.
module tensor_counts #(
  parameter int unsigned TileCount = 5
) (
  input  logic                 clk_i,

  input  logic                 gemm_i,
  input  logic                 vector_i,
  input  logic                 source_i,
  input  logic                 zero_operand_i,
  input  logic                 source_g_i,
  input  logic                 masked_i,
  input  logic                 packed_i,
  input  logic [TileCount-1:0] decided_i,
  input  logic                 load_i,
  input  logic                 drain_i,
  input  logic                 tile_last_i,
  input  logic                 skipped_i,
  input  logic                 x_re_i,
  input  logic                 g_re_i,
  input  logic                 w_re_i,
  input  logic                 mask_re_i,
  input  logic                 acc_re_i,
  input  logic                 acc_we_i,

  output logic                 issue_forward_o,
  output logic                 issue_back_data_o,
  output logic                 issue_back_weight_o,
  output logic                 issue_predict_o,
  output logic                 issue_masked_o,
  output logic                 zero_operands_o,
  output logic [TileCount-1:0] masked_macs_o,
  output logic                 weight_tiles_o,
  output logic                 drains_o,
  output logic                 skipped_tiles_o,
  output logic                 x_reads_o,
  output logic                 g_reads_o,
  output logic                 w_reads_o,
  output logic                 acc_reads_o,
  output logic                 acc_writes_o,
  output logic                 mask_reads_o
);

  logic taps;  // a vector that has a source, be it padding

  assign taps = source_i || zero_operand_i;

  always_ff @(posedge clk_i) begin
    issue_forward_o     <= taps && gemm_i && !source_g_i;
    issue_back_data_o   <= taps && gemm_i && source_g_i;
    issue_back_weight_o <= vector_i && !gemm_i && !packed_i && !masked_i;
    issue_predict_o     <= vector_i && !gemm_i && packed_i;
    issue_masked_o      <= vector_i && !gemm_i && masked_i;
    zero_operands_o     <= zero_operand_i;
    masked_macs_o       <= (vector_i && masked_i) ? decided_i : '0;
    weight_tiles_o      <= load_i;
    drains_o            <= drain_i;
    skipped_tiles_o     <= tile_last_i && skipped_i;
    x_reads_o           <= x_re_i;
    g_reads_o           <= g_re_i;
    w_reads_o           <= w_re_i;
    acc_reads_o         <= acc_re_i;
    acc_writes_o        <= acc_we_i;
    mask_reads_o        <= mask_re_i;
  end

endmodule
