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
/// cycle later behind each joint of two chains), reads ACC in 3, writes in L+8; OUTER has row r's
/// sum in 8+r, multiplexes it in 10+r, reads ACC in 8+r, writes in 12+r. Only the bounds are part of
/// the contract; they keep ACC's ports free of conflicts and everything written when TensorDrain
/// has passed, which the sequencer waits for before it signals.
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

endmodule
