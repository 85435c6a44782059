// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The load engine: reads DRAM and writes X, G, W and the mask.
///
/// Counted from the first issue slot: addresses from LoadIssue = 2 on, the last issue slot is the
/// cycle of the last address. Counted from the last beat: done in LoadWrite = 3.
module load_engine #(
  parameter int unsigned Lanes      = 4,
  parameter int unsigned AxiBytes   = 4,
  parameter int unsigned XDepth     = 256,
  parameter int unsigned GDepth     = 256,
  parameter int unsigned WDepth     = 128,
  parameter int unsigned MaskDepth  = 128,
  parameter int unsigned InstrDepth = 64,
  parameter int unsigned IndexWidth = 14,
  localparam int unsigned InstrBits = isa_pkg::LoadStride2Lsb + isa_pkg::LoadStride2Width,
  localparam int unsigned AddrWidth = $clog2(InstrDepth),
  localparam int unsigned XAddr     = $clog2(XDepth),
  localparam int unsigned GAddr     = $clog2(GDepth),
  localparam int unsigned WAddr     = $clog2(WDepth),
  localparam int unsigned MaskAddr  = $clog2(MaskDepth),
  localparam int unsigned TileAddr  = $clog2(MaskDepth / Lanes),
  localparam int unsigned TileCount = $clog2(Lanes * Lanes) + 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  clear_i,
  input  logic                  run_i,
  input  logic                  stop_i,

  // segment
  input  logic [IndexWidth-1:0] length_i,
  input  logic                  we_i,
  input  logic [AddrWidth-1:0]  waddr_i,
  input  logic [InstrBits-1:0]  wdata_i,
  input  logic                  filled_i,
  input  logic [511:0]          bases_i,
  input  logic [31:0]           tau_i,
  input  logic [31:0]           tau_below_i,
  input  logic [TileCount-1:0]  skip_from_i,

  // semaphores
  input  logic [7:0]            available_i,
  output logic [7:0]            take_o,
  output logic [7:0]            done_mask_o,     // 0 when nothing completes

  // state
  output logic                  issue_o,
  output logic                  bad_o,
  output logic                  read_error_o,
  output logic                  flying_o,
  output logic                  ended_o,
  output logic [IndexWidth-1:0] index_o,         // next to issue
  output logic [IndexWidth-1:0] beat_index_o,    // of the beat that arrived
  output logic [IndexWidth-1:0] done_index_o,    // next to complete

  // read channel
  output logic                  burst_valid_o,
  input  logic                  burst_ready_i,
  output logic [63:0]           burst_addr_o,
  output logic [3:0]            burst_len_o,
  output logic                  burst_last_o,
  input  logic                  beat_valid_i,
  input  logic [8*AxiBytes-1:0] beat_data_i,
  input  logic                  beat_last_i,
  input  logic                  beat_error_i,

  // memories
  output logic                  x_we_o,
  output logic [XAddr-1:0]      x_waddr_o,
  output logic [9*Lanes-1:0]    x_wdata_o,
  output logic                  g_we_o,
  output logic [GAddr-1:0]      g_waddr_o,
  output logic [16*Lanes-1:0]   g_wdata_o,
  output logic                  w_we_o,
  output logic [WAddr-1:0]      w_waddr_o,
  output logic [8*Lanes-1:0]    w_wdata_o,
  output logic                  mask_we_o,
  output logic [MaskAddr-1:0]   mask_waddr_o,
  output logic [3*Lanes-1:0]    mask_wdata_o,
  output logic                  skip_we_o,
  output logic [TileAddr-1:0]   skip_waddr_o,
  output logic [TileCount:0]    skip_wdata_o,

  // counters
  output logic                  count_busy_o,
  output logic                  count_wait_tensor_o,
  output logic                  count_wait_store_o
);

  localparam int unsigned HeaderBits = isa_pkg::LoadCount2Lsb + isa_pkg::LoadCount2Width;

  logic [HeaderBits-1:0] header;
  logic                  done;
  logic [7:0]            done_mask;

  transfer_front #(
    .Lanes     (Lanes),
    .AxiBytes  (AxiBytes),
    .InstrDepth(InstrDepth),
    .Store     (1'b0),
    .IssueDelay(isa_pkg::LoadIssue),
    .IndexWidth(IndexWidth)
  ) u_front (
    .clk_i,
    .rst_ni,
    .clear_i,
    .run_i,
    .stop_i,
    .length_i,
    .we_i,
    .waddr_i,
    .wdata_i,
    .filled_i,
    .bases_i,
    .available_i,
    .take_o,
    .issue_o,
    .bad_o,
    .header_o           (header),
    .done_i             (done),
    .flying_o,
    .ended_o,
    .index_o,
    .done_index_o,
    .burst_valid_o,
    .burst_ready_i,
    .burst_addr_o,
    .burst_len_o,
    .burst_last_o,
    .count_busy_o,
    .count_wait_first_o (count_wait_tensor_o),
    .count_wait_second_o(count_wait_store_o)
  );

  load_write #(
    .Lanes     (Lanes),
    .AxiBytes  (AxiBytes),
    .XDepth    (XDepth),
    .GDepth    (GDepth),
    .WDepth    (WDepth),
    .MaskDepth (MaskDepth),
    .IndexWidth(IndexWidth)
  ) u_write (
    .clk_i,
    .rst_ni,
    .clear_i,
    .tau_i,
    .tau_below_i,
    .skip_from_i,
    .issue_i      (issue_o),
    .opcode_i     (header[isa_pkg::LoadOpcodeLsb+:isa_pkg::LoadOpcodeWidth]),
    .sign_extend_i(header[isa_pkg::LoadSignExtendLsb]),
    .dest_i       (header[isa_pkg::LoadDestLsb+:isa_pkg::LoadDestWidth]),
    .done_mask_i  (header[isa_pkg::LoadDoneLsb+:isa_pkg::LoadDoneWidth]),
    .beat_valid_i,
    .beat_data_i,
    .beat_last_i,
    .index_o      (beat_index_o),
    .done_o       (done),
    .done_mask_o  (done_mask),
    .x_we_o,
    .x_waddr_o,
    .x_wdata_o,
    .g_we_o,
    .g_waddr_o,
    .g_wdata_o,
    .w_we_o,
    .w_waddr_o,
    .w_wdata_o,
    .mask_we_o,
    .mask_waddr_o,
    .mask_wdata_o,
    .skip_we_o,
    .skip_waddr_o,
    .skip_wdata_o
  );

  assign done_mask_o  = done ? done_mask : '0;
  assign read_error_o = beat_valid_i && beat_error_i;

  logic unused_header;
  assign unused_header = ^header;

endmodule
