// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The loops of GEMM and OUTER: which slot is issued in this cycle and where the loops go next.
///
/// Loops 0 to 2 (x, y, n) run over the vectors of a tile, loops 3 to 6 (kx, ky, ci, co) over the
/// tiles; innermost first. A tile takes one slot a vector, then bubbles up to MinTile; a skipped
/// tile takes MinTile slots without a vector if it drains and one slot if it does not.
///
/// All outputs belong to the slot of this cycle and are combinational from issue_i, stop_i, skip_i
/// and the fields. Between the last slot of an instruction and the issue of the next, first_o is
/// high and all counters are at their start, so that a first slot needs no cycle to load anything.
module tensor_sequence #(
  parameter int unsigned Lanes = 4,
  localparam int unsigned RowBits = $clog2(Lanes)
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               clear_i,
  input  logic               stop_i,
  input  logic               issue_i,

  // the instruction, from its issue to its last slot
  input  logic [11:0]        nx_i,
  input  logic [11:0]        ny_i,
  input  logic [11:0]        nn_i,
  input  logic [3:0]         kx_i,
  input  logic [3:0]         ky_i,
  input  logic [11:0]        ci_i,
  input  logic [11:0]        co_i,
  input  logic               outer_i,
  input  logic               zero_i,
  input  logic               no_taps_i,
  input  logic               masked_i,
  input  logic               packed_i,
  input  logic               skip_i,      // of the tile of this slot, looked at in its first slot

  output logic               slot_o,      // a slot is issued
  output logic               first_o,     // it is the first of its instruction
  output logic               tile_first_o,
  output logic               tile_last_o,
  output logic               last_slot_o, // it is the last of its instruction
  output logic               first_tile_o,
  output logic               skipped_o,   // the tile is not streamed
  output logic               vector_o,    // the slot carries a vector
  output logic               low_slot_o,  // it is one of the first Lanes of its tile, number row_o
  output logic [RowBits-1:0] row_o,
  output logic [6:0]         step_o       // the loop that goes on after this slot, one-hot
);

  localparam int unsigned MinTile   = Lanes + isa_pkg::TileMargin;
  localparam int unsigned MinPacked = 2 * Lanes + isa_pkg::TileMargin;
  localparam int unsigned SlotBits  = $clog2(MinPacked);

  logic [SlotBits-1:0] slot_d, slot_q;  // of the tile, up to that of the longest MinTile
  logic                busy_d, busy_q;
  logic                first_tile_d, first_tile_q;
  logic                skipped_d, skipped_q;
  logic                bubble_d, bubble_q;  // all vectors of the tile are issued
  logic [6:0]          last;      // the loop is at its end
  logic [6:0]          go, next;  // all loops inside of it are; and it is not: it goes on
  logic                last_vector, long_enough, last_tile;

  //////////////
  // The slot //
  //////////////

  assign slot_o       = (issue_i || busy_q) && !stop_i;
  assign first_o      = !busy_q;
  assign first_tile_o = first_tile_q;
  assign tile_first_o = slot_q == '0;
  assign skipped_o    = tile_first_o ? masked_i && skip_i : skipped_q;
  assign vector_o     = slot_o && !skipped_o && !bubble_q;
  assign row_o        = slot_q[RowBits-1:0];
  assign low_slot_o   = slot_q[SlotBits-1:RowBits] == '0;

  assign last_vector  = bubble_q || (&last[2:0]);
  assign long_enough  = packed_i ? slot_q == SlotBits'(MinPacked - 1)
                                 : slot_q >= SlotBits'(MinTile - 1);

  always_comb begin
    tile_last_o = slot_o && last_vector && long_enough;
    if (skipped_o) tile_last_o = slot_o && (long_enough || !zero_i);
  end

  assign last_tile   = no_taps_i || (&last[5:3]) && (last[6] || !outer_i);
  assign last_slot_o = tile_last_o && last_tile;

  ///////////////
  // The loops //
  ///////////////

  // tile_last_o and vector_o, which wait for the skip bit, come in last.
  assign go[0] = 1'b1;
  assign go[1] = last[0];
  assign go[2] = &last[1:0];
  assign go[3] = !last_tile;
  assign go[4] = !last_tile && last[3];
  assign go[5] = !last_tile && (&last[4:3]);
  assign go[6] = !last_tile && (&last[5:3]);

  assign next   = go & ~last;
  assign step_o = next & {{4{tile_last_o}}, {3{vector_o}}};

  for (genvar i = 0; i < 7; i++) begin : gen_loop
    localparam int unsigned Bits = (i == 3 || i == 4) ? 4 : 12;

    logic [Bits-1:0] count, at_d, at_q;  // at counts from 1
    logic            outside, restart;   // a loop outside of this one goes on; this one starts anew

    case (i)
      0:       assign count = nx_i;
      1:       assign count = ny_i;
      2:       assign count = nn_i;
      3:       assign count = kx_i;
      4:       assign count = ky_i;
      5:       assign count = ci_i;
      default: assign count = co_i;
    endcase

    case (i)
      0, 1:    assign outside = |next[2:i+1];
      2:       assign outside = 1'b0;
      6:       assign outside = last_tile;
      default: assign outside = last_tile || (|next[6:i+1]);
    endcase

    // At the end of a tile a loop of tiles goes on, or the instruction ends.
    if (i < 3) begin : gen_vectors
      assign restart = tile_last_o || (vector_o && outside);
    end else begin : gen_tiles
      assign restart = tile_last_o && outside;
    end

    assign last[i] = at_q == count;

    always_comb begin
      at_d = at_q;
      if (step_o[i]) at_d = at_q + 1'b1;
      if (restart || clear_i) at_d = Bits'(1);
    end

    always_ff @(posedge clk_i) begin
      if (!rst_ni) at_q <= Bits'(1);
      else at_q <= at_d;
    end
  end

  ///////////
  // State //
  ///////////

  always_comb begin
    busy_d       = slot_o && !last_slot_o;
    first_tile_d = first_tile_q;
    slot_d       = slot_q;
    skipped_d    = skipped_o;
    bubble_d     = bubble_q;
    if (slot_o) begin
      if (slot_q != SlotBits'(MinPacked - 1)) slot_d = slot_q + 1'b1;
      bubble_d = last_vector && !skipped_o;
    end
    if (tile_last_o) begin
      first_tile_d = last_slot_o;
      slot_d       = '0;
      bubble_d     = 1'b0;
    end
    if (clear_i) begin
      busy_d       = 1'b0;
      first_tile_d = 1'b1;
      slot_d       = '0;
      bubble_d     = 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q       <= 1'b0;
      first_tile_q <= 1'b1;
      slot_q       <= '0;
      skipped_q    <= 1'b0;
      bubble_q     <= 1'b0;
    end else begin
      busy_q       <= busy_d;
      first_tile_q <= first_tile_d;
      slot_q       <= slot_d;
      skipped_q    <= skipped_d;
      bubble_q     <= bubble_d;
    end
  end

  `ASSERT_INIT(LanesPowerOfTwo, Lanes == 1 << RowBits)
  `ASSERT(IssueWhenIdle, issue_i |-> !busy_q)
  `ASSERT(StartsAtOrigin, issue_i && !stop_i |-> tile_first_o && first_tile_q && !bubble_q)
  `ASSERT(OneStep, $onehot0(step_o))

endmodule
