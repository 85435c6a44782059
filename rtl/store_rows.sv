// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Counts the rows of a STORE: count2 x count1 x count0 runs of a number of rows.
///
/// load_i in cycle t takes an instruction; from t+1 on last_o tells whether the row at hand is its
/// last, step_i goes on to the next one.
module store_rows (
  input  logic        clk_i,
  input  logic        load_i,
  input  logic [15:0] run_i,
  input  logic [35:0] count_i,  // three of 12 bits, the innermost loop's in the low ones
  input  logic        step_i,
  output logic        last_o
);

  logic [15:0] run_q, row_q;                      // rows of a run; rows left
  logic [11:0] count0_q, count1_q, i_q, j_q, k_q;  // runs of the inner loops; runs left
  logic        last_row_q, last_i_q, last_j_q, last_k_q;
  logic        next_run, next_i, next_j;

  assign next_run = step_i && last_row_q;
  assign next_i   = next_run && last_i_q;
  assign next_j   = next_i && last_j_q;
  assign last_o   = last_row_q && last_i_q && last_j_q && last_k_q;

  always_ff @(posedge clk_i) begin
    if (load_i) begin
      run_q      <= run_i;
      count0_q   <= count_i[11:0];
      count1_q   <= count_i[23:12];
      row_q      <= run_i;
      i_q        <= count_i[11:0];
      j_q        <= count_i[23:12];
      k_q        <= count_i[35:24];
      last_row_q <= run_i == 16'd1;
      last_i_q   <= count_i[11:0] == 12'd1;
      last_j_q   <= count_i[23:12] == 12'd1;
      last_k_q   <= count_i[35:24] == 12'd1;
    end else begin
      if (step_i) begin
        row_q      <= last_row_q ? run_q : row_q - 16'd1;
        last_row_q <= last_row_q ? run_q == 16'd1 : row_q == 16'd2;
      end
      if (next_run) begin
        i_q      <= last_i_q ? count0_q : i_q - 12'd1;
        last_i_q <= last_i_q ? count0_q == 12'd1 : i_q == 12'd2;
      end
      if (next_i) begin
        j_q      <= last_j_q ? count1_q : j_q - 12'd1;
        last_j_q <= last_j_q ? count1_q == 12'd1 : j_q == 12'd2;
      end
      if (next_j) begin
        k_q      <= k_q - 12'd1;
        last_k_q <= k_q == 12'd2;
      end
    end
  end

endmodule
