// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The array of multipliers as loops over registers, for simulation.
///
/// Cycle by cycle the same as array_columns, whose ports and times it has; all multipliers of a row
/// share the registers of the row operand and of the controls, which DSP blocks have inside of
/// each. One block updates the registers in place, the last pipeline stage first, so that every
/// stage reads what the one before it held ahead of the clock edge: half the time of a simulation
/// that copies each of them. Numbers are kept in 32 and 64 bits, which spares the simulator masks;
/// sums leave with the 40 or 48 bits that the array has of them. Nothing outside of the block sees
/// what it assigns by "=".
module array_behavioural #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned Chain     = 4,
  parameter int unsigned PackShift = 20,
  localparam int unsigned Chains  = Lanes / Chain,
  localparam int unsigned RowBits = $clog2(Lanes)
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
  input  logic [40*Lanes-1:0]       acc_i,
  input  logic                      drain_i,
  input  logic [RowBits-1:0]        drain_row_i,

  output logic [40*Lanes-1:0]       result_o,
  output logic [48*Lanes-1:0]       sum_o
);

  // of each row
  logic signed [31:0] row1 [Lanes];
  logic signed [31:0] row2 [Lanes];
  logic [Lanes-1:0]   off [Lanes];
  logic [Lanes-1:0]   gemm, direct, keep, above;

  // of each multiplier, row * Lanes + column
  logic signed [31:0] column [Lanes*Lanes];
  logic signed [31:0] factor [Lanes*Lanes];
  logic signed [31:0] weight [Lanes*Lanes];
  logic signed [63:0] product [Lanes*Lanes];
  logic signed [63:0] sum [Lanes*Lanes];

  // of each column
  logic signed [63:0] top [Lanes*Chains];  // enters the first multiplier of each chain
  logic signed [63:0] drained [Lanes];

  logic signed [31:0] row;

  always_ff @(posedge clk_i) begin
    for (int unsigned c = 0; c < Lanes; c++) sum_o[48*c+:48] <= drained[c][47:0];
    if (drain_i) begin
      for (int unsigned c = 0; c < Lanes; c++) drained[c] = sum[32'(drain_row_i)*Lanes+c];
    end

    for (int unsigned r = Lanes - 1; r < Lanes; r--) begin
      if (above[r] && r % Chain == 0) begin
        for (int unsigned c = 0; c < Lanes; c++) begin
          sum[r*Lanes+c] = product[r*Lanes+c] + top[r/Chain*Lanes+c];
        end
      end else if (above[r]) begin
        for (int unsigned c = 0; c < Lanes; c++) begin
          sum[r*Lanes+c] = product[r*Lanes+c] + sum[(r-1)*Lanes+c];
        end
      end else if (keep[r]) begin
        for (int unsigned i = r * Lanes; i < (r + 1) * Lanes; i++) sum[i] = product[i] + sum[i];
      end else begin
        for (int unsigned i = r * Lanes; i < (r + 1) * Lanes; i++) sum[i] = product[i];
      end
      if (r % Chain == 0) begin
        for (int unsigned c = 0; c < Lanes; c++) begin
          top[r/Chain*Lanes+c] = r == 0 ? 64'(signed'(acc_i[40*c+:40])) : sum[(r-1)*Lanes+c];
        end
      end
    end
    for (int unsigned c = 0; c < Lanes; c++) begin
      result_o[40*c+:40] <= sum[(Lanes-1)*Lanes+c][39:0];
    end

    for (int unsigned r = 0; r < Lanes; r++) begin
      row = direct[r] ? row1[r] : row2[r];
      for (int unsigned i = r * Lanes; i < (r + 1) * Lanes; i++) begin
        product[i] = 64'(factor[i]) * 64'(row);
      end
      if (gemm[r]) begin
        for (int unsigned i = r * Lanes; i < (r + 1) * Lanes; i++) begin
          factor[i] = weight[i];
        end
      end else begin
        for (int unsigned c = 0; c < Lanes; c++) begin
          factor[r*Lanes+c] = off[r][c] ? '0 : column[r*Lanes+c];
        end
      end
      if (weight_en_i[r]) begin
        for (int unsigned c = 0; c < Lanes; c++) begin
          weight[r*Lanes+c] = 32'(signed'(weight_i[8*(r/Chain*Lanes+c)+:8]));
        end
      end
      row2[r] = row1[r];
      row1[r] = 32'(signed'(row_i[16*r+:16]));
      off[r]  = off_i[Lanes*r+:Lanes];
    end
    gemm   = gemm_i;
    direct = direct_i;
    keep   = keep_i;
    above  = above_i;

    for (int unsigned i = Lanes * Lanes - 1; i >= Lanes; i--) column[i] = column[i-Lanes];
    for (int unsigned c = 0; c < Lanes; c++) begin
      column[c] = {{27 - PackShift{column_i[14*c+13]}}, column_i[14*c+9+:5],
                   {PackShift - 9{column_i[14*c+8]}}, column_i[14*c+:9]};
    end
  end

endmodule
