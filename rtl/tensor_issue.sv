// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Issues one slot a cycle: loops, skip bits, addresses, and what each slot asks of the rest.
///
/// issue_i, stop_i and last_slot_o belong to the slot of this cycle (0). All other outputs belong
/// to the slot of the cycle before (1): registers, but for source_o, x_re_o and g_re_o, which wait
/// for the comparison of the coordinates.
module tensor_issue #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned XAddr     = 8,
  parameter int unsigned GAddr     = 8,
  parameter int unsigned WAddr     = 8,
  parameter int unsigned MaskAddr  = 8,
  parameter int unsigned AccAddr   = 8,
  parameter int unsigned InstrBits = 428,
  parameter int unsigned TileCount = 5,
  localparam int unsigned RowBits  = $clog2(Lanes),
  localparam int unsigned TileAddr = MaskAddr - RowBits
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 clear_i,
  input  logic                 stop_i,
  input  logic [InstrBits-1:0] instr_i,
  input  logic                 issue_i,
  output logic                 last_slot_o,

  // writes of skip words
  input  logic                 skip_we_i,
  input  logic [TileAddr-1:0]  skip_waddr_i,
  input  logic [TileCount:0]   skip_wdata_i,

  // reads
  output logic                 x_re_o,
  output logic [XAddr-1:0]     x_addr_o,
  output logic                 g_re_o,
  output logic [GAddr-1:0]     g_addr_o,
  output logic                 w_re_o,
  output logic [WAddr-1:0]     w_addr_o,
  output logic                 mask_re_o,
  output logic [MaskAddr-1:0]  mask_addr_o,

  // the slot
  output logic                 gemm_o,         // a slot of a GEMM, with or without a vector
  output logic                 outer_o,        // a slot of an OUTER
  output logic                 vector_o,       // it carries a vector
  output logic                 source_o,       // the vector's source entry is read
  output logic                 zero_operand_o, // it is padding
  output logic                 source_g_o,
  output logic                 masked_o,
  output logic                 packed_o,
  output logic                 signed_o,       // packed: nibbles are signed
  output logic                 add_o,          // GEMM: the tile adds to ACC
  output logic                 load_o,         // first slot of a tile with weights
  output logic                 start_o,        // first slot of a tile that OUTER streams
  output logic                 tile_last_o,    // last slot of a tile
  output logic                 skipped_o,
  output logic [TileCount-1:0] decided_o,      // weights of the tile, if masked
  output logic [AccAddr-1:0]   acc_gemm_o,     // ACC row of the vector

  // the tile that drains after this slot
  output logic                 drain_o,
  output logic [AccAddr-1:0]   acc_outer_o,
  output logic [AccAddr-1:0]   second_o,
  output logic                 zero_o,
  output logic                 fill_o,
  output logic                 mask_half_o,
  output logic [RowBits-1:0]   mask_row_o
);

  localparam int unsigned SrcAddr = XAddr > GAddr ? XAddr : GAddr;

  logic                outer, gemm, zero, source_g, no_taps, masked, packed_tile;
  logic [1:0]          pack;
  logic                slot, first, tile_first, tile_last, first_tile, skipped, vector, low_slot;
  logic [RowBits-1:0]  row;
  logic [6:0]          step, step_q;
  logic                w_read, drain, mask_read;
  logic [TileAddr-1:0] mask_tile, tile;
  logic [TileCount:0]  skip_word;
  logic [SrcAddr-1:0]  src_addr;
  logic [GAddr-1:0]    row_addr;
  logic                in_range, taps_q;

  ////////////
  // Fields //
  ////////////

  assign outer    = instr_i[isa_pkg::GemmOpcodeLsb+:isa_pkg::GemmOpcodeWidth] == isa_pkg::OpOuter;
  assign gemm     = !outer;
  assign zero     = instr_i[isa_pkg::GemmZeroLsb];
  assign source_g = instr_i[isa_pkg::GemmSourceGLsb];
  assign no_taps  = instr_i[isa_pkg::GemmNoTapsLsb];
  assign masked   = instr_i[isa_pkg::GemmMaskedLsb];
  assign pack     = instr_i[isa_pkg::GemmPackLsb+:isa_pkg::GemmPackWidth];

  assign packed_tile = pack != 2'(isa_pkg::PackNone);
  assign mask_tile   = instr_i[isa_pkg::OuterMaskLsb+RowBits+:TileAddr];

  /////////////////////
  // Loops and tiles //
  /////////////////////

  tensor_sequence #(
    .Lanes (Lanes)
  ) u_sequence (
    .clk_i        (clk_i),
    .rst_ni       (rst_ni),
    .clear_i      (clear_i),
    .stop_i       (stop_i),
    .issue_i      (issue_i),
    .nx_i         (instr_i[isa_pkg::GemmNxLsb+:isa_pkg::GemmNxWidth]),
    .ny_i         (instr_i[isa_pkg::GemmNyLsb+:isa_pkg::GemmNyWidth]),
    .nn_i         (instr_i[isa_pkg::GemmNnLsb+:isa_pkg::GemmNnWidth]),
    .kx_i         (instr_i[isa_pkg::GemmKxLsb+:isa_pkg::GemmKxWidth]),
    .ky_i         (instr_i[isa_pkg::GemmKyLsb+:isa_pkg::GemmKyWidth]),
    .ci_i         (instr_i[isa_pkg::GemmCiLsb+:isa_pkg::GemmCiWidth]),
    .co_i         (instr_i[isa_pkg::OuterCoLsb+:isa_pkg::OuterCoWidth]),
    .outer_i      (outer),
    .zero_i       (zero),
    .no_taps_i    (no_taps),
    .masked_i     (masked),
    .packed_i     (packed_tile),
    .skip_i       (skip_word[TileCount]),
    .slot_o       (slot),
    .first_o      (first),
    .tile_first_o (tile_first),
    .tile_last_o  (tile_last),
    .last_slot_o  (last_slot_o),
    .first_tile_o (first_tile),
    .skipped_o    (skipped),
    .vector_o     (vector),
    .low_slot_o   (low_slot),
    .row_o        (row),
    .step_o       (step)
  );

  skip_table #(
    .Width (TileCount + 1),
    .Depth (1 << TileAddr)
  ) u_skip (
    .clk_i         (clk_i),
    .we_i          (skip_we_i),
    .waddr_i       (skip_waddr_i),
    .wdata_i       (skip_wdata_i),
    .first_i       (first),
    .raddr_first_i (mask_tile),
    .raddr_i       (tile),
    .rdata_o       (skip_word)
  );

  assign w_read     = slot && gemm && !no_taps && low_slot;
  assign drain      = tile_last && outer && !(skipped && !zero);
  assign mask_read  = slot && masked && low_slot && !(skipped && !zero);

  tensor_tiles #(
    .Lanes    (Lanes),
    .WAddr    (WAddr),
    .MaskAddr (MaskAddr),
    .AccAddr  (AccAddr)
  ) u_tiles (
    .clk_i          (clk_i),
    .rst_ni         (rst_ni),
    .first_i        (first),
    .tile_last_i    (tile_last),
    .row_i          (row),
    .w_read_i       (w_re_o),
    .tile_ended_i   (tile_last_o),
    .mask_drained_i (drain_o && masked_o),
    .w_i            (instr_i[isa_pkg::GemmWLsb+:WAddr]),
    .mask_tile_i    (mask_tile),
    .acc_i          (instr_i[isa_pkg::OuterAccLsb+:AccAddr]),
    .tile_o         (tile),
    .w_addr_o       (w_addr_o),
    .mask_addr_o    (mask_addr_o),
    .half_o         (mask_half_o),
    .acc_row_o      (acc_outer_o)
  );

  ///////////////
  // Addresses //
  ///////////////

  tensor_source #(
    .AddrWidth (SrcAddr)
  ) u_source (
    .clk_i    (clk_i),
    .first_i  (first),
    .step_i   (step_q),
    .src_i    (instr_i[isa_pkg::GemmSrcLsb+:SrcAddr]),
    .stride_i ({instr_i[isa_pkg::GemmSciLsb+:SrcAddr], instr_i[isa_pkg::GemmSkyLsb+:SrcAddr],
                instr_i[isa_pkg::GemmSkxLsb+:SrcAddr], instr_i[isa_pkg::GemmSnLsb+:SrcAddr],
                instr_i[isa_pkg::GemmSyLsb+:SrcAddr], instr_i[isa_pkg::GemmSxLsb+:SrcAddr]}),
    .x0_i     (instr_i[isa_pkg::GemmX0Lsb+:isa_pkg::GemmX0Width]),
    .y0_i     (instr_i[isa_pkg::GemmY0Lsb+:isa_pkg::GemmY0Width]),
    .x_lim_i  (instr_i[isa_pkg::GemmXlimLsb+:isa_pkg::GemmXlimWidth]),
    .y_lim_i  (instr_i[isa_pkg::GemmYlimLsb+:isa_pkg::GemmYlimWidth]),
    .step_x_i (instr_i[isa_pkg::GemmStepXLsb+:isa_pkg::GemmStepXWidth]),
    .step_y_i (instr_i[isa_pkg::GemmStepYLsb+:isa_pkg::GemmStepYWidth]),
    .tap_x_i  (instr_i[isa_pkg::GemmTapXLsb+:isa_pkg::GemmTapXWidth]),
    .tap_y_i  (instr_i[isa_pkg::GemmTapYLsb+:isa_pkg::GemmTapYWidth]),
    .addr_o   (src_addr),
    .inside_o (in_range)
  );

  // OUTER: the entry of G moves with x, y, n and co; kx, ky and ci start its tile anew.
  tensor_nest #(
    .Width (GAddr),
    .Loops (5)
  ) u_row (
    .clk_i     (clk_i),
    .first_i   (first),
    .start_i   (instr_i[isa_pkg::OuterGLsb+:GAddr]),
    .stride_i  ({instr_i[isa_pkg::OuterGcoLsb+:GAddr], {GAddr{1'b0}},
                 instr_i[isa_pkg::OuterGnLsb+:GAddr], instr_i[isa_pkg::OuterGyLsb+:GAddr],
                 instr_i[isa_pkg::OuterGxLsb+:GAddr]}),
    .step_i    ({step_q[6], |step_q[5:3], step_q[2:0]}),
    .restart_i (1'b0),
    .value_o   (row_addr)
  );

  // GEMM: every tile goes through the same ACC rows.
  tensor_nest #(
    .Width (AccAddr),
    .Loops (3)
  ) u_acc (
    .clk_i     (clk_i),
    .first_i   (first),
    .start_i   (instr_i[isa_pkg::GemmAccLsb+:AccAddr]),
    .stride_i  ({instr_i[isa_pkg::GemmAnLsb+:AccAddr], instr_i[isa_pkg::GemmAyLsb+:AccAddr],
                 instr_i[isa_pkg::GemmAxLsb+:AccAddr]}),
    .step_i    (step_q[2:0]),
    .restart_i (|step_q[6:3]),
    .value_o   (acc_gemm_o)
  );

  /////////////////////
  // To the pipeline //
  /////////////////////

  always_ff @(posedge clk_i) begin
    step_q      <= step;
    gemm_o      <= slot && gemm;
    outer_o     <= slot && outer;
    vector_o    <= vector;
    taps_q      <= !no_taps;
    source_g_o  <= source_g;
    masked_o    <= masked;
    packed_o    <= packed_tile;
    signed_o    <= pack == 2'(isa_pkg::PackSigned);
    add_o       <= !(zero && first_tile);
    load_o      <= w_read && tile_first;
    start_o     <= vector && outer && tile_first;
    tile_last_o <= tile_last;
    skipped_o   <= skipped;
    if (tile_first) decided_o <= skip_word[TileCount-1:0];
    w_re_o      <= w_read;
    mask_re_o   <= mask_read;
    mask_row_o  <= row;
    drain_o     <= drain;
    second_o    <= instr_i[isa_pkg::OuterSecondLsb+:AccAddr];
    zero_o      <= zero;
    fill_o      <= instr_i[isa_pkg::OuterFillSignLsb];
  end

  assign source_o       = vector_o && taps_q && in_range;
  assign zero_operand_o = vector_o && taps_q && !in_range;
  assign x_re_o         = source_o && !(gemm_o && source_g_o);
  assign x_addr_o       = src_addr[XAddr-1:0];
  assign g_re_o         = gemm_o ? source_o && source_g_o : vector_o;
  assign g_addr_o       = gemm_o ? src_addr[GAddr-1:0] : row_addr;

endmodule
