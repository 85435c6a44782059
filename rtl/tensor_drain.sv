// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Drains the tiles of OUTER: reads one row of sums a cycle from the stagger of the array, adds it
/// to its ACC row and writes the result. Results of GEMM pass through its write register.
///
/// Cycles from the last slot of a tile, for row r (packed: row r of tile b at Lanes+r):
///
///   drain_i and what describes the tile    1
///   array_drain_o, array_row_o             8+r   the row's sums are final in this cycle alone
///   acc_re_o, acc_raddr_o                  8+r
///   mask row from the buffer               10+r
///   sum_i, from the array                  10+r
///   acc_row_i, from ACC                    11+r
///   drain_write_o, drain_waddr_o           11+r  to be registered beside the data
///   wdata_o                                12+r
///
/// A tile that drains has at least Lanes+8 (packed 2*Lanes+8) slots, so the next drain_i comes
/// after the start of this drain and its own start after the end of this one. gemm_write_i with
/// result_i puts the result on wdata_o one cycle later.
module tensor_drain #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned AccAddr   = 8,
  parameter int unsigned PackShift = 20,
  localparam int unsigned RowBits = $clog2(Lanes),
  localparam int unsigned AccBits = isa_pkg::AccBits
) (
  input  logic                     clk_i,
  input  logic                     rst_ni,
  input  logic                     clear_i,

  // the tile
  input  logic                     drain_i,
  input  logic [AccAddr-1:0]       acc_first_i,  // its first ACC row
  input  logic [AccAddr-1:0]       second_i,     // packed: from there to that of tile b
  input  logic                     zero_i,
  input  logic                     packed_i,
  input  logic                     masked_i,
  input  logic                     fill_i,
  input  logic                     skipped_i,
  input  logic                     half_i,       // half of the mask buffer

  // mask rows of the tiles that are streamed, at their memory's output
  input  logic                     mask_we_i,
  input  logic                     mask_half_i,
  input  logic [RowBits-1:0]       mask_row_i,
  input  logic [3*Lanes-1:0]       mask_i,

  // array
  output logic                     array_drain_o,
  output logic [RowBits-1:0]       array_row_o,
  input  logic [48*Lanes-1:0]      sum_i,

  // ACC
  output logic                     acc_re_o,
  output logic [AccAddr-1:0]       acc_raddr_o,
  input  logic [AccBits*Lanes-1:0] acc_row_i,
  output logic                     drain_write_o,
  output logic [AccAddr-1:0]       drain_waddr_o,
  output logic [AccBits*Lanes-1:0] wdata_o,

  // GEMM
  input  logic                     gemm_write_i,
  input  logic [AccBits*Lanes-1:0] result_i
);

  // The tile that waits for its start, from 2 on.
  logic [AccAddr-1:0] acc_wait_q, second_wait_q;
  logic               zero_wait_q, packed_wait_q, masked_wait_q, fill_wait_q, skipped_wait_q;
  logic               half_wait_q;
  logic [5:0]         start_line_q;
  logic               start;  // 7

  // The tile that drains, from 8 on.
  logic [AccAddr-1:0] acc_d, acc_q, second_q;
  logic               zero_q, packed_q, masked_q, fill_q, skipped_q, half_q;
  logic               run_d, run_q;
  logic               b_d, b_q;  // packed: tile b
  logic [RowBits-1:0] row_d, row_q;

  logic               run_q2, run_q3, run_q4;
  logic               b_q2, b_q3;
  logic [RowBits-1:0] row_q2, row_q3;
  logic [AccAddr-1:0] acc_q2, acc_q3, acc_q4;
  logic [3*Lanes-1:0] mask;

  ///////////////////
  // Tile and rows //
  ///////////////////

  assign start = start_line_q[5];

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) start_line_q <= '0;
    else start_line_q <= {start_line_q[4:0], drain_i};
  end

  always_ff @(posedge clk_i) begin
    if (drain_i) begin
      acc_wait_q     <= acc_first_i;
      second_wait_q  <= second_i;
      zero_wait_q    <= zero_i;
      packed_wait_q  <= packed_i;
      masked_wait_q  <= masked_i;
      fill_wait_q    <= fill_i;
      skipped_wait_q <= skipped_i;
      half_wait_q    <= half_i;
    end
    if (start) begin
      second_q  <= acc_wait_q + second_wait_q;
      zero_q    <= zero_wait_q;
      packed_q  <= packed_wait_q;
      masked_q  <= masked_wait_q;
      fill_q    <= fill_wait_q;
      skipped_q <= skipped_wait_q;
      half_q    <= half_wait_q;
    end
  end

  always_comb begin
    run_d = run_q;
    b_d   = b_q;
    row_d = row_q + RowBits'(run_q);
    acc_d = acc_q + AccAddr'(run_q);
    if (run_q && row_q == RowBits'(Lanes - 1)) begin
      run_d = packed_q && !b_q;
      b_d   = 1'b1;
      acc_d = second_q;
    end
    if (start) begin
      run_d = 1'b1;
      b_d   = 1'b0;
      row_d = '0;
      acc_d = acc_wait_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) run_q <= 1'b0;
    else run_q <= run_d;
  end

  always_ff @(posedge clk_i) begin
    b_q   <= b_d;
    row_q <= row_d;
    acc_q <= acc_d;
  end

  assign array_drain_o = run_q && !b_q;
  assign array_row_o   = row_q;
  assign acc_re_o      = run_q && !zero_q;
  assign acc_raddr_o   = acc_q;

  //////////////
  // Pipeline //
  //////////////

  always_ff @(posedge clk_i) begin
    run_q2 <= run_q;
    run_q3 <= run_q2;
    run_q4 <= run_q3;
    b_q2   <= b_q;
    b_q3   <= b_q2;
    row_q2 <= row_q;
    row_q3 <= row_q2;
    acc_q2 <= acc_q;
    acc_q3 <= acc_q2;
    acc_q4 <= acc_q3;
  end

  assign drain_write_o = run_q4;
  assign drain_waddr_o = acc_q4;

  mask_rows #(
    .Lanes (Lanes)
  ) u_mask (
    .clk_i   (clk_i),
    .we_i    (mask_we_i),
    .waddr_i ({mask_half_i, mask_row_i}),
    .wdata_i (mask_i),
    .re_i    (run_q2 && masked_q),
    .raddr_i ({half_q, row_q2}),
    .rdata_o (mask)
  );

  for (genvar c = 0; c < Lanes; c++) begin : gen_column
    drain_column #(
      .Lanes     (Lanes),
      .PackShift (PackShift)
    ) u_column (
      .clk_i        (clk_i),
      .valid_i      (run_q3),
      .row_i        (row_q3),
      .second_i     (b_q3),
      .sum_i        (sum_i[48*c+:48]),
      .negative_i   (mask[2*Lanes+c]),
      .nonzero_i    (mask[Lanes+c]),
      .decided_i    (mask[c]),
      .packed_i     (packed_q),
      .masked_i     (masked_q),
      .skipped_i    (skipped_q),
      .fill_i       (fill_q),
      .zero_i       (zero_q),
      .write_i      (run_q4),
      .acc_i        (acc_row_i[AccBits*c+:AccBits]),
      .gemm_write_i (gemm_write_i),
      .result_i     (result_i[AccBits*c+:AccBits]),
      .wdata_o      (wdata_o[AccBits*c+:AccBits])
    );
  end

  `ASSERT(StartAfterEnd, start |-> !run_q || row_q == RowBits'(Lanes - 1) && (b_q || !packed_q))
  `ASSERT(SteadyToTheEnd, start |-> !run_q3 && !run_q4)
  `ASSERT(OneTileWaits, drain_i |-> start_line_q == '0)
  `ASSERT(OneWriter, !(gemm_write_i && run_q4))

endmodule
