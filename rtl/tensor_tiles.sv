// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// What advances linearly from tile to tile: weight rows, mask rows, skip bits, ACC rows of OUTER.
///
/// Slot in cycle 0: tile_o is the number of its tile among those of the mask memory, for the skip
/// bit; in the first slot of an instruction that is mask_tile_i instead. All other outputs belong
/// to the slot of the cycle before. All are registers. Mask rows go to one of two halves of a
/// buffer, which drain and stream use by turns: half_o is that of the tile.
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
  // the slot before
  input  logic                w_read_i,
  input  logic                tile_ended_i,
  input  logic                mask_drained_i,  // it was the last of a masked tile that drains

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

  logic [TileAddr-1:0] tile;

  assign tile = first_i ? mask_tile_i : tile_o;

  always_ff @(posedge clk_i) begin
    tile_o      <= tile_last_i ? tile + 1'b1 : tile;
    mask_addr_o <= {tile, row_i};
    w_addr_o    <= w_addr_o + WAddr'(w_read_i);
    acc_row_o   <= acc_row_o + (tile_ended_i ? AccAddr'(Lanes) : '0);
    if (first_i) begin
      w_addr_o  <= w_i;
      acc_row_o <= acc_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) half_o <= 1'b0;
    else half_o <= half_o ^ mask_drained_i;
  end

endmodule
