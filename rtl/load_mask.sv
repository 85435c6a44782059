// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Compares predicted gradients with Tau: rows of mask bits, and the skip word of each tile.
///
/// With beat_valid_i in cycle 1: compared in halves 1, combined 2, the row is written in 3, its
/// decided weights are added up in 3, the tile's skip word is written in 4. |p| >= Tau is asked
/// as p >= Tau or ~p >= Tau - 1, which needs no second carry chain for |p|.
module load_mask #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned AxiBytes  = 4,
  parameter int unsigned MaskDepth = 128,
  localparam int unsigned MaskAddr  = $clog2(MaskDepth),
  localparam int unsigned TileAddr  = $clog2(MaskDepth / Lanes),
  localparam int unsigned TileCount = $clog2(Lanes * Lanes) + 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  clear_i,

  input  logic [31:0]           tau_i,
  input  logic [31:0]           tau_below_i,    // Tau - 1, 0 if Tau is 0
  input  logic [TileCount-1:0]  skip_from_i,    // decided weights from which on a tile is skipped

  input  logic                  beat_valid_i,
  input  logic [8*AxiBytes-1:0] beat_data_i,
  input  logic                  row_last_i,     // last beat of a row
  input  logic [MaskAddr-1:0]   row_i,

  output logic                  mask_we_o,
  output logic [MaskAddr-1:0]   mask_waddr_o,
  output logic [3*Lanes-1:0]    mask_wdata_o,
  output logic                  skip_we_o,
  output logic [TileAddr-1:0]   skip_waddr_o,
  output logic [TileCount:0]    skip_wdata_o
);

  localparam int unsigned BeatLanes = AxiBytes / 4;
  localparam int unsigned BeatCount = $clog2(BeatLanes + 1);

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Cycle 1: compare halves
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [BeatLanes-1:0] negative_d, nonzero_d, above_d, equal_d, reaches_d;
  logic [BeatLanes-1:0] negative_q, nonzero_q, above_q, equal_q, reaches_q;

  for (genvar i = 0; i < BeatLanes; i++) begin : gen_compare
    logic [31:0] p, magnitude, limit;
    assign p             = beat_data_i[32*i+:32];
    assign magnitude     = p[31] ? ~p : p;
    assign limit         = p[31] ? tau_below_i : tau_i;
    assign negative_d[i] = p[31];
    assign nonzero_d[i]  = p != '0;
    assign above_d[i]    = magnitude[31:16] > limit[31:16];
    assign equal_d[i]    = magnitude[31:16] == limit[31:16];
    assign reaches_d[i]  = magnitude[15:0] >= limit[15:0];
  end

  always_ff @(posedge clk_i) begin
    if (beat_valid_i) begin
      negative_q <= negative_d;
      nonzero_q  <= nonzero_d;
      above_q    <= above_d;
      equal_q    <= equal_d;
      reaches_q  <= reaches_d;
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Cycle 2: collect the row
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [BeatLanes-1:0] decided;
  logic [BeatCount-1:0] decided_count, decided_count_q;
  logic [Lanes-1:0]     row_negative_q, row_nonzero_q, row_decided_q;

  assign decided = above_q | (equal_q & reaches_q);

  always_comb begin
    decided_count = '0;
    for (int unsigned i = 0; i < BeatLanes; i++) begin
      decided_count = decided_count + BeatCount'(decided[i]);
    end
  end

  logic                valid_q2, valid_q3, last_q2, last_q3, tile_q3, tile_q4;
  logic [MaskAddr-1:0] row_q2, row_q3;
  logic [TileAddr-1:0] tile_addr_q4;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      valid_q2 <= 1'b0;
      valid_q3 <= 1'b0;
      tile_q4  <= 1'b0;
    end else begin
      valid_q2 <= beat_valid_i;
      valid_q3 <= valid_q2;
      tile_q4  <= tile_q3;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_q2) begin
      row_negative_q  <= Lanes'({negative_q, row_negative_q} >> BeatLanes);
      row_nonzero_q   <= Lanes'({nonzero_q, row_nonzero_q} >> BeatLanes);
      row_decided_q   <= Lanes'({decided, row_decided_q} >> BeatLanes);
      decided_count_q <= decided_count;
    end
    last_q2      <= row_last_i;
    last_q3      <= last_q2;
    row_q2       <= row_i;
    row_q3       <= row_q2;
    tile_addr_q4 <= row_q3[MaskAddr-1-:TileAddr];
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Cycle 3: write the row; cycle 4: write the skip word
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [TileCount-1:0] total_q;  // decided weights of the tile so far
  logic                 fresh_q;  // the next row begins a tile

  assign mask_we_o    = valid_q3 && last_q3;
  assign mask_waddr_o = row_q3;
  assign mask_wdata_o = {row_negative_q, row_nonzero_q, row_decided_q};
  assign tile_q3      = mask_we_o && (&row_q3[MaskAddr-TileAddr-1:0]);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      fresh_q <= 1'b1;
    end else if (valid_q3) begin
      fresh_q <= tile_q3;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_q3) total_q <= (fresh_q ? '0 : total_q) + TileCount'(decided_count_q);
  end

  assign skip_we_o    = tile_q4;
  assign skip_waddr_o = tile_addr_q4;
  assign skip_wdata_o = {total_q >= skip_from_i, total_q};

  `ASSERT_INIT(RowsArePowerOfTwo, MaskDepth == 1 << MaskAddr)

endmodule
