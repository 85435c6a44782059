// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The tensor engine: steps through the issue slots of GEMM and OUTER, reads X, G, W and mask, owns
/// the array and the accumulators ACC. It holds all five memories and the skip bits; the load
/// engine writes them, the store engine reads ACC.
///
/// # Issue (all combinational in one cycle)
///
/// The sequencer outside checks semaphores, fence and opcode and counts busy and waiting cycles,
/// signals and completions. It shows the instruction word on instr_i and pulses issue_i in the
/// first issue slot b. instr_i holds the word from b (or earlier) to the last issue slot, not
/// beyond. The engine answers last_slot_o in the last issue slot, which is b itself for an
/// instruction of one slot (one skipped tile that accumulates): issue_i -> last_slot_o is a
/// combinational path. The next issue_i comes in the cycle after last_slot_o at the earliest; each
/// cycle may then be first and last slot of an instruction. While there is no instruction between
/// issue_i and last_slot_o, last_slot_o is low.
///
/// stop_i (sticky until clear_i) ends the instruction at once: no slots from this cycle on, and
/// last_slot_o is low. clear_i pulses before every segment, long after the last slot: whatever is
/// left of the control state returns to idle. Memories keep their contents. While rst_ni is low,
/// the same.
///
/// # Slots, counted from an issue slot (= cycle 0)
///
///   skip bit of the tile, chooses its length     0      not earlier than b
///   addresses of X, G, W, mask                   1
///   data of X, G, W, mask at the memory outputs  3      ram_sdp: address in 1, data in 3
///   selection, padding                           4
///   operand register of row r                    5+r
///   GEMM: ACC row address                        1 to 5, write address and data valid at most
///                                                L+7 cycles after the read
///   GEMM: ACC write (port active)                at most L+12
///   OUTER, from the last slot of the tile: first ACC read not before 5; row r's write at most 8
///   cycles after its read and at most in 13+r; packed: rows of b L cycles after those of a
///
/// With the DSP columns as in rtl/isa: GEMM multiplies in 6+r, has row r's partial sum in 7+r (one
/// cycle later behind each joint of two chains), reads ACC in 3, writes in L+8, in L+10 if columns
/// are of LUTs; OUTER has row r's sum in 8+r, multiplexes it in 10+r, reads ACC in 8+r, writes in
/// 12+r. Only the bounds are part of the contract; they keep ACC's ports free of conflicts and
/// everything written when TensorDrain has passed, which the sequencer waits for before it signals.
///
/// # Memories
///
/// Write ports: x_we_i and so on in cycle t, a read whose address is on the memory in t+1 sees it.
/// Whole entries are written, lane 0 in the low bits. Mask rows: {negative[L], nonzero[L],
/// decided[L]}, bit c of each is column c. Skip words, one a tile: {skip, decided weights}, read
/// combinationally in the cycle in which a tile's first slot is issued.
///
/// acc_re_i in cycle t reads row acc_raddr_i (bank = row / AccDepth); acc_rdata_o shows it from t+3
/// on until the row of the next read takes its place, lane 0 in the low 40 bits: address 0, memory
/// 1 and 2, bank multiplexer 3. acc_re_i may be high every cycle. Such a bank is never used by the
/// engine at that time (an assertion checks it).
///
/// # Counters
///
/// Outputs count_*_o are added to the counter of the same name in rtl/isa in every cycle; one bit
/// counts 1. They may come in any cycle from b on, the last of an instruction TensorDrain after its
/// last slot at the latest.
module tensor_engine #(
  parameter int unsigned Lanes      = isa_pkg::TinyLanes,
  parameter int unsigned XDepth     = isa_pkg::TinyXDepth,
  parameter int unsigned GDepth     = isa_pkg::TinyGDepth,
  parameter int unsigned WDepth     = isa_pkg::TinyWDepth,
  parameter int unsigned MaskDepth  = isa_pkg::TinyMaskDepth,
  parameter int unsigned AccBanks   = isa_pkg::TinyAccBanks,
  parameter int unsigned AccDepth   = isa_pkg::TinyAccDepth,
  parameter int unsigned Chain      = isa_pkg::TinyChain,
  parameter int unsigned DspColumns = isa_pkg::TinyDSPColumns,
  parameter int unsigned PackShift  = isa_pkg::TinyPackShift,
  parameter int unsigned DspKind    = 0,
  /// Bits of an instruction word that the engine looks at: everything up to the last OUTER field.
  localparam int unsigned InstrBits =
      isa_pkg::OuterSecondLsb + isa_pkg::OuterSecondWidth,
  localparam int unsigned XAddr     = $clog2(XDepth),
  localparam int unsigned GAddr     = $clog2(GDepth),
  localparam int unsigned WAddr     = $clog2(WDepth),
  localparam int unsigned MaskAddr  = $clog2(MaskDepth),
  localparam int unsigned TileAddr  = $clog2(MaskDepth / Lanes),
  localparam int unsigned AccAddr   = $clog2(AccBanks * AccDepth),
  /// Bits of a number of weights of a tile, 0 to Lanes*Lanes.
  localparam int unsigned TileCount = $clog2(Lanes * Lanes) + 1
) (
  input  logic                             clk_i,
  input  logic                             rst_ni,

  // instruction
  input  logic                             clear_i,
  input  logic                             stop_i,
  input  logic [InstrBits-1:0]             instr_i,
  input  logic                             issue_i,
  output logic                             last_slot_o,

  // writes by the load engine
  input  logic                             x_we_i,
  input  logic [XAddr-1:0]                 x_waddr_i,
  input  logic [9*Lanes-1:0]               x_wdata_i,
  input  logic                             g_we_i,
  input  logic [GAddr-1:0]                 g_waddr_i,
  input  logic [16*Lanes-1:0]              g_wdata_i,
  input  logic                             w_we_i,
  input  logic [WAddr-1:0]                 w_waddr_i,
  input  logic [8*Lanes-1:0]               w_wdata_i,
  input  logic                             mask_we_i,
  input  logic [MaskAddr-1:0]              mask_waddr_i,
  input  logic [3*Lanes-1:0]               mask_wdata_i,
  input  logic                             skip_we_i,
  input  logic [TileAddr-1:0]              skip_waddr_i,
  input  logic [TileCount:0]               skip_wdata_i,

  // reads by the store engine
  input  logic                             acc_re_i,
  input  logic [AccAddr-1:0]               acc_raddr_i,
  output logic [isa_pkg::AccBits*Lanes-1:0] acc_rdata_o,

  // counters
  output logic                             count_issue_forward_o,
  output logic                             count_issue_back_data_o,
  output logic                             count_issue_back_weight_o,
  output logic                             count_issue_predict_o,
  output logic                             count_issue_masked_o,
  output logic                             count_zero_operands_o,
  output logic [TileCount-1:0]             count_masked_macs_o,
  output logic                             count_weight_tiles_o,
  output logic                             count_drains_o,
  output logic                             count_skipped_tiles_o,
  output logic                             count_x_reads_o,
  output logic                             count_g_reads_o,
  output logic                             count_w_reads_o,
  output logic                             count_acc_reads_o,
  output logic                             count_acc_writes_o,
  output logic                             count_mask_reads_o
);

  localparam int unsigned RowBits = $clog2(Lanes);
  localparam int unsigned Chains  = Lanes / Chain;
  localparam int unsigned AccBits = isa_pkg::AccBits;

  /// From a slot to the sum of the last row, which is on result in this cycle: columns of LUTs take
  /// two more.
  localparam bit          Late        = DspKind == 3 || (DspKind != 0 && DspColumns < Lanes);
  localparam int unsigned ResultCycle = Lanes + 5 + Chains + (Late ? 2 : 0);

  // Slot, 1.
  logic                 x_re, g_re, w_re, mask_re;
  logic [XAddr-1:0]     x_addr;
  logic [GAddr-1:0]     g_addr;
  logic [WAddr-1:0]     w_addr;
  logic [MaskAddr-1:0]  mask_addr;
  logic                 gemm, outer, vector, source, zero_operand, source_g, masked, packed_tile;
  logic                 signed_nibbles, add, load, start, tile_last, skipped, drain, zero, fill;
  logic                 mask_half;
  logic [RowBits-1:0]   mask_row;
  logic [TileCount-1:0] decided;
  logic [AccAddr-1:0]   acc_gemm, acc_outer, second;

  // Slot, 3.
  logic                 gemm_q3, outer_vector_q3, source_q3, source_g_q3, masked_q3, packed_q3;
  logic                 signed_q3, add_q3, load_q3, start_q3, mask_re_q3, mask_half_q3;
  logic [RowBits-1:0]   mask_row_q3;
  logic                 gemm_read_q3;
  logic [AccAddr-1:0]   acc_gemm_q3;
  logic [9*Lanes-1:0]   x_row;
  logic [16*Lanes-1:0]  g_row;
  logic [8*Lanes-1:0]   w_row;
  logic [3*Lanes-1:0]   mask_bits;

  // Array.
  logic [16*Lanes-1:0]       row_operand, row_stagger;
  logic [14*Lanes-1:0]       column_operand;
  logic [Lanes-1:0]          array_gemm, array_direct, weight_en, keep, above;
  logic [8*Lanes*Chains-1:0] weight;
  logic [Lanes*Lanes-1:0]    off;
  logic                      array_drain;
  logic [RowBits-1:0]        array_row;
  logic [AccBits*Lanes-1:0]  result;
  logic [48*Lanes-1:0]       sum;

  // ACC.
  logic                     drain_re, acc_re, acc_we_q, gemm_write, drain_write;
  logic [AccAddr-1:0]       drain_raddr, acc_raddr, acc_waddr_q, gemm_waddr, drain_waddr;
  logic [AccBits*Lanes-1:0] acc_early, acc_row, acc_wdata;

  tensor_issue #(
    .Lanes     (Lanes),
    .XAddr     (XAddr),
    .GAddr     (GAddr),
    .WAddr     (WAddr),
    .MaskAddr  (MaskAddr),
    .AccAddr   (AccAddr),
    .InstrBits (InstrBits),
    .TileCount (TileCount)
  ) u_issue (
    .clk_i,
    .rst_ni,
    .clear_i,
    .stop_i,
    .instr_i,
    .issue_i,
    .last_slot_o,
    .skip_we_i,
    .skip_waddr_i,
    .skip_wdata_i,
    .x_re_o         (x_re),
    .x_addr_o       (x_addr),
    .g_re_o         (g_re),
    .g_addr_o       (g_addr),
    .w_re_o         (w_re),
    .w_addr_o       (w_addr),
    .mask_re_o      (mask_re),
    .mask_addr_o    (mask_addr),
    .gemm_o         (gemm),
    .outer_o        (outer),
    .vector_o       (vector),
    .source_o       (source),
    .zero_operand_o (zero_operand),
    .source_g_o     (source_g),
    .masked_o       (masked),
    .packed_o       (packed_tile),
    .signed_o       (signed_nibbles),
    .add_o          (add),
    .load_o         (load),
    .start_o        (start),
    .tile_last_o    (tile_last),
    .skipped_o      (skipped),
    .decided_o      (decided),
    .acc_gemm_o     (acc_gemm),
    .drain_o        (drain),
    .acc_outer_o    (acc_outer),
    .second_o       (second),
    .zero_o         (zero),
    .fill_o         (fill),
    .mask_half_o    (mask_half),
    .mask_row_o     (mask_row)
  );

  //////////////
  // Memories //
  //////////////

  ram_sdp #(
    .Width (9 * Lanes),
    .Depth (XDepth)
  ) u_x (
    .clk_i,
    .we_i    (x_we_i),
    .waddr_i (x_waddr_i),
    .wdata_i (x_wdata_i),
    .re_i    (x_re),
    .raddr_i (x_addr),
    .rdata_o (x_row)
  );

  ram_sdp #(
    .Width (16 * Lanes),
    .Depth (GDepth)
  ) u_g (
    .clk_i,
    .we_i    (g_we_i),
    .waddr_i (g_waddr_i),
    .wdata_i (g_wdata_i),
    .re_i    (g_re),
    .raddr_i (g_addr),
    .rdata_o (g_row)
  );

  ram_sdp #(
    .Width (8 * Lanes),
    .Depth (WDepth)
  ) u_w (
    .clk_i,
    .we_i    (w_we_i),
    .waddr_i (w_waddr_i),
    .wdata_i (w_wdata_i),
    .re_i    (w_re),
    .raddr_i (w_addr),
    .rdata_o (w_row)
  );

  ram_sdp #(
    .Width (3 * Lanes),
    .Depth (MaskDepth)
  ) u_mask (
    .clk_i,
    .we_i    (mask_we_i),
    .waddr_i (mask_waddr_i),
    .wdata_i (mask_wdata_i),
    .re_i    (mask_re),
    .raddr_i (mask_addr),
    .rdata_o (mask_bits)
  );

  // What belongs to the data that are at the memory outputs.
  delay_line #(
    .Width  (13 + RowBits + AccAddr),
    .Cycles (2)
  ) u_slot (
    .clk_i,
    .data_i ({gemm, outer && vector, source, source_g, masked, packed_tile, signed_nibbles,
              add, load, start, mask_re, mask_half, mask_row, gemm && vector && add,
              acc_gemm}),
    .data_o ({gemm_q3, outer_vector_q3, source_q3, source_g_q3, masked_q3, packed_q3, signed_q3,
              add_q3, load_q3, start_q3, mask_re_q3, mask_half_q3, mask_row_q3, gemm_read_q3,
              acc_gemm_q3})
  );

  ///////////
  // Array //
  ///////////

  tensor_operands #(
    .Lanes (Lanes)
  ) u_operands (
    .clk_i,
    .gemm_i     (gemm_q3),
    .source_g_i (source_g_q3),
    .source_i   (source_q3),
    .vector_i   (outer_vector_q3),
    .packed_i   (packed_q3),
    .signed_i   (signed_q3),
    .x_i        (x_row),
    .g_i        (g_row),
    .row_o      (row_operand),
    .column_o   (column_operand)
  );

  tensor_rows #(
    .Lanes (Lanes),
    .Chain (Chain)
  ) u_rows (
    .clk_i,
    .row_i       (row_operand),
    .gemm_i      (gemm_q3),
    .add_i       (add_q3),
    .load_i      (load_q3),
    .weight_i    (w_row),
    .start_i     (start_q3),
    .masked_i    (masked_q3),
    .decided_i   (mask_bits[Lanes-1:0]),
    .row_o       (row_stagger),
    .gemm_o      (array_gemm),
    .direct_o    (array_direct),
    .weight_en_o (weight_en),
    .weight_o    (weight),
    .off_o       (off),
    .keep_o      (keep),
    .above_o     (above)
  );

  tensor_array #(
    .Lanes      (Lanes),
    .Chain      (Chain),
    .DspColumns (DspColumns),
    .PackShift  (PackShift),
    .DspKind    (DspKind)
  ) u_array (
    .clk_i,
    .row_i       (row_stagger),
    .gemm_i      (array_gemm),
    .direct_i    (array_direct),
    .weight_en_i (weight_en),
    .weight_i    (weight),
    .off_i       (off),
    .keep_i      (keep),
    .above_i     (above),
    .column_i    (column_operand),
    .acc_i       (acc_early),
    .drain_i     (array_drain),
    .drain_row_i (array_row),
    .result_o    (result),
    .sum_o       (sum)
  );

  /////////
  // ACC //
  /////////

  tensor_drain #(
    .Lanes     (Lanes),
    .AccAddr   (AccAddr),
    .PackShift (PackShift)
  ) u_drain (
    .clk_i,
    .rst_ni,
    .clear_i,
    .drain_i       (drain),
    .acc_first_i   (acc_outer),
    .second_i      (second),
    .zero_i        (zero),
    .packed_i      (packed_tile),
    .masked_i      (masked),
    .fill_i        (fill),
    .skipped_i     (skipped),
    .half_i        (mask_half),
    .mask_we_i     (mask_re_q3),
    .mask_half_i   (mask_half_q3),
    .mask_row_i    (mask_row_q3),
    .mask_i        (mask_bits),
    .array_drain_o (array_drain),
    .array_row_o   (array_row),
    .sum_i         (sum),
    .acc_re_o      (drain_re),
    .acc_raddr_o   (drain_raddr),
    .acc_row_i     (acc_row),
    .drain_write_o (drain_write),
    .drain_waddr_o (drain_waddr),
    .wdata_o       (acc_wdata),
    .gemm_write_i  (gemm_write),
    .result_i      (result)
  );

  delay_line #(
    .Width  (1),
    .Cycles (ResultCycle - 1)
  ) u_gemm_write (
    .clk_i,
    .data_i (gemm && vector),
    .data_o (gemm_write)
  );

  delay_line #(
    .Width  (AccAddr),
    .Cycles (ResultCycle - 1)
  ) u_gemm_waddr (
    .clk_i,
    .data_i (acc_gemm),
    .data_o (gemm_waddr)
  );

  assign acc_re    = gemm_read_q3 || drain_re;
  assign acc_raddr = gemm_read_q3 ? acc_gemm_q3 : drain_raddr;

  always_ff @(posedge clk_i) begin
    acc_we_q    <= gemm_write || drain_write;
    acc_waddr_q <= gemm_write ? gemm_waddr : drain_waddr;
  end

  acc_banks #(
    .Lanes (Lanes),
    .Banks (AccBanks),
    .Depth (AccDepth)
  ) u_acc (
    .clk_i,
    .rst_ni,
    .re_i          (acc_re),
    .raddr_i       (acc_raddr),
    .early_o       (acc_early),
    .row_o         (acc_row),
    .we_i          (acc_we_q),
    .waddr_i       (acc_waddr_q),
    .wdata_i       (acc_wdata),
    .store_re_i    (acc_re_i),
    .store_raddr_i (acc_raddr_i),
    .store_row_o   (acc_rdata_o)
  );

  //////////////
  // Counters //
  //////////////

  tensor_counts #(
    .TileCount (TileCount)
  ) u_counts (
    .clk_i,
    .gemm_i              (gemm),
    .vector_i            (vector),
    .source_i            (source),
    .zero_operand_i      (zero_operand),
    .source_g_i          (source_g),
    .masked_i            (masked),
    .packed_i            (packed_tile),
    .decided_i           (decided),
    .load_i              (load),
    .drain_i             (drain),
    .tile_last_i         (tile_last),
    .skipped_i           (skipped),
    .x_re_i              (x_re),
    .g_re_i              (g_re),
    .w_re_i              (w_re),
    .mask_re_i           (mask_re),
    .acc_re_i            (acc_re),
    .acc_we_i            (acc_we_q),
    .issue_forward_o     (count_issue_forward_o),
    .issue_back_data_o   (count_issue_back_data_o),
    .issue_back_weight_o (count_issue_back_weight_o),
    .issue_predict_o     (count_issue_predict_o),
    .issue_masked_o      (count_issue_masked_o),
    .zero_operands_o     (count_zero_operands_o),
    .masked_macs_o       (count_masked_macs_o),
    .weight_tiles_o      (count_weight_tiles_o),
    .drains_o            (count_drains_o),
    .skipped_tiles_o     (count_skipped_tiles_o),
    .x_reads_o           (count_x_reads_o),
    .g_reads_o           (count_g_reads_o),
    .w_reads_o           (count_w_reads_o),
    .acc_reads_o         (count_acc_reads_o),
    .acc_writes_o        (count_acc_writes_o),
    .mask_reads_o        (count_mask_reads_o)
  );

  `ASSERT_INIT(MaskHoldsTiles, MaskDepth % Lanes == 0)
  `ASSERT(OneReader, !(gemm_read_q3 && drain_re))

endmodule
