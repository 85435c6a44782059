// SPDX-License-Identifier: Apache-2.0

/// The address generator of LOAD and STORE as a whole, for its test: instructions in, bursts out.
module transfer_walk #(
  parameter int unsigned AxiBytes = 4,
  localparam int unsigned StartBits = 33 - $clog2(AxiBytes)
) (
  input  logic        clk_i,
  input  logic        rst_ni,
  input  logic        accept_i,
  input  logic [63:0] base_i,
  input  logic [31:0] offset_i,
  input  logic [95:0] stride_i,
  input  logic [35:0] count_i,
  input  logic [19:0] beats_i,
  output logic        idle_o,
  output logic        burst_valid_o,
  input  logic        burst_ready_i,
  output logic [63:0] burst_addr_o,
  output logic [3:0]  burst_len_o,
  output logic        burst_last_o
);

  logic                 run_valid, run_ready, run_last;
  logic [StartBits-1:0] run_start;
  logic [31:0]          run_high;
  logic [19:0]          run_beats;

  transfer_runs #(
    .AxiBytes(AxiBytes)
  ) u_runs (
    .clk_i,
    .rst_ni,
    .clear_i    (1'b0),
    .accept_i,
    .base_i,
    .offset_i,
    .stride_i,
    .count_i,
    .beats_i,
    .idle_o,
    .run_valid_o(run_valid),
    .run_ready_i(run_ready),
    .run_start_o(run_start),
    .run_high_o (run_high),
    .run_beats_o(run_beats),
    .run_last_o (run_last)
  );

  transfer_bursts #(
    .AxiBytes(AxiBytes)
  ) u_bursts (
    .clk_i,
    .rst_ni,
    .clear_i      (1'b0),
    .run_valid_i  (run_valid),
    .run_ready_o  (run_ready),
    .run_start_i  (run_start),
    .run_high_i   (run_high),
    .run_beats_i  (run_beats),
    .run_last_i   (run_last),
    .burst_valid_o,
    .burst_ready_i,
    .burst_addr_o,
    .burst_len_o,
    .burst_last_o
  );

endmodule
