// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// What advances linearly from tile to tile: weight rows, mask rows, skip bits, ACC rows of OUTER.
///
/// Slot in cycle 0: tile_o, the number of its tile among those of the mask memory, is combinational,
/// for the skip bit; all other outputs are registers and belong to the slot of the cycle before.
/// Mask rows go to one of two halves of a buffer, which drain and stream use by turns: half_o is
/// that of the tile.
module tensor_tiles #(
  parameter int unsigned Lanes    = 4,
  parameter int unsigned WAddr    = 8,
  parameter int unsigned MaskAddr = 8,
  parameter int unsigned AccAddr  = 8,
  localparam int unsigned RowBits  = $clog2(Lanes),
  localparam int unsigned TileAddr = MaskAddr - RowBits
) (
  input  logic                clk_i,
  input  logic                rst_ni,

  // the slot of this cycle
  input  logic                first_i,
  input  logic                tile_last_i,
  input  logic [RowBits-1:0]  row_i,
  input  logic                w_read_i,
  input  logic                mask_drain_i,  // the last slot of a masked tile that drains

  // the instruction
  input  logic [WAddr-1:0]    w_i,
  input  logic [TileAddr-1:0] mask_tile_i,
  input  logic [AccAddr-1:0]  acc_i,

  output logic [TileAddr-1:0] tile_o,
  output logic [WAddr-1:0]    w_addr_o,
  output logic [MaskAddr-1:0] mask_addr_o,
  output logic                half_o,
  output logic [AccAddr-1:0]  acc_row_o      // the first of the tile
);

  logic [WAddr-1:0]    w, w_q;
  logic [TileAddr-1:0] tile_q;
  logic [AccAddr-1:0]  acc, acc_q;
  logic                half_q;

  assign w      = first_i ? w_i : w_q;
  assign tile_o = first_i ? mask_tile_i : tile_q;
  assign acc    = first_i ? acc_i : acc_q;

  always_ff @(posedge clk_i) begin
    w_q    <= w + WAddr'(w_read_i);
    tile_q <= tile_o + TileAddr'(tile_last_i);
    acc_q  <= {acc[AccAddr-1:RowBits] + (AccAddr-RowBits)'(tile_last_i), acc[RowBits-1:0]};
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) half_q <= 1'b0;
    else half_q <= half_q ^ mask_drain_i;
  end

  always_ff @(posedge clk_i) begin
    w_addr_o    <= w;
    mask_addr_o <= {tile_o, row_i};
    acc_row_o   <= acc;
    half_o      <= half_q;
  end

endmodule
