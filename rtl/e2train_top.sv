// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The accelerator: AXI4-Lite slave for registers, AXI4 master for DRAM, interrupt.
///
/// The contract, cycle by cycle, is the documentation of package rtl/isa. The parameters are the
/// fields of isa.Config; the defaults are configuration "tiny".
///
/// Reset is synchronous and active low; while it lasts, all AXI outputs that start a transfer are
/// low. RREADY and BREADY are always high; an address, once offered, stays until it is taken; write
/// data are offered from the cycle after the address of their burst was offered.
module e2train_top #(
  parameter int unsigned Lanes      = isa_pkg::TinyLanes,
  parameter int unsigned XDepth     = isa_pkg::TinyXDepth,
  parameter int unsigned GDepth     = isa_pkg::TinyGDepth,
  parameter int unsigned WDepth     = isa_pkg::TinyWDepth,
  parameter int unsigned MaskDepth  = isa_pkg::TinyMaskDepth,
  parameter int unsigned AccBanks   = isa_pkg::TinyAccBanks,
  parameter int unsigned AccDepth   = isa_pkg::TinyAccDepth,
  parameter int unsigned InstrDepth = isa_pkg::TinyInstrDepth,
  parameter int unsigned AxiBytes   = isa_pkg::TinyAXIBytes,
  parameter int unsigned Chain      = isa_pkg::TinyChain,
  parameter int unsigned DspColumns = isa_pkg::TinyDSPColumns,
  parameter int unsigned PackShift  = isa_pkg::TinyPackShift,
  parameter int unsigned ConfigHash = isa_pkg::TinyConfigHash,
  /// How the multipliers of the first DspColumns columns are built: 0 behavioural, 1 DSP48E1,
  /// 2 DSP48E2, 3 LUTs. The other columns are always LUTs, or behavioural where DspKind is 0.
  parameter int unsigned DspKind    = 0
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  // AXI4-Lite slave
  input  logic [11:0]           s_axil_awaddr_i,
  input  logic [2:0]            s_axil_awprot_i,
  input  logic                  s_axil_awvalid_i,
  output logic                  s_axil_awready_o,
  input  logic [31:0]           s_axil_wdata_i,
  input  logic [3:0]            s_axil_wstrb_i,
  input  logic                  s_axil_wvalid_i,
  output logic                  s_axil_wready_o,
  output logic [1:0]            s_axil_bresp_o,
  output logic                  s_axil_bvalid_o,
  input  logic                  s_axil_bready_i,
  input  logic [11:0]           s_axil_araddr_i,
  input  logic [2:0]            s_axil_arprot_i,
  input  logic                  s_axil_arvalid_i,
  output logic                  s_axil_arready_o,
  output logic [31:0]           s_axil_rdata_o,
  output logic [1:0]            s_axil_rresp_o,
  output logic                  s_axil_rvalid_o,
  input  logic                  s_axil_rready_i,

  // AXI4 master
  output logic [0:0]            m_axi_awid_o,
  output logic [63:0]           m_axi_awaddr_o,
  output logic [7:0]            m_axi_awlen_o,
  output logic [2:0]            m_axi_awsize_o,
  output logic [1:0]            m_axi_awburst_o,
  output logic [3:0]            m_axi_awcache_o,
  output logic [2:0]            m_axi_awprot_o,
  output logic                  m_axi_awvalid_o,
  input  logic                  m_axi_awready_i,
  output logic [8*AxiBytes-1:0] m_axi_wdata_o,
  output logic [AxiBytes-1:0]   m_axi_wstrb_o,
  output logic                  m_axi_wlast_o,
  output logic                  m_axi_wvalid_o,
  input  logic                  m_axi_wready_i,
  input  logic [0:0]            m_axi_bid_i,
  input  logic [1:0]            m_axi_bresp_i,
  input  logic                  m_axi_bvalid_i,
  output logic                  m_axi_bready_o,
  output logic [0:0]            m_axi_arid_o,
  output logic [63:0]           m_axi_araddr_o,
  output logic [7:0]            m_axi_arlen_o,
  output logic [2:0]            m_axi_arsize_o,
  output logic [1:0]            m_axi_arburst_o,
  output logic [3:0]            m_axi_arcache_o,
  output logic [2:0]            m_axi_arprot_o,
  output logic                  m_axi_arvalid_o,
  input  logic                  m_axi_arready_i,
  input  logic [0:0]            m_axi_rid_i,
  input  logic [8*AxiBytes-1:0] m_axi_rdata_i,
  input  logic [1:0]            m_axi_rresp_i,
  input  logic                  m_axi_rlast_i,
  input  logic                  m_axi_rvalid_i,
  output logic                  m_axi_rready_o,

  /// High while the interrupt is enabled and DONE or an error was set and not yet cleared.
  output logic                  irq_o
);

  localparam int unsigned IndexWidth = $clog2(InstrDepth) + 1;  // of 0 to InstrDepth
  localparam int unsigned XAddr      = $clog2(XDepth);
  localparam int unsigned GAddr      = $clog2(GDepth);
  localparam int unsigned WAddr      = $clog2(WDepth);
  localparam int unsigned MaskAddr   = $clog2(MaskDepth);
  localparam int unsigned TileAddr   = $clog2(MaskDepth / Lanes);
  localparam int unsigned TileCount  = $clog2(Lanes * Lanes) + 1;
  localparam int unsigned AccAddr    = $clog2(AccBanks * AccDepth);
  localparam int unsigned Acc        = isa_pkg::AccBits;
  localparam int unsigned InstrAddr  = $clog2(InstrDepth);
  localparam int unsigned LoadBits   = isa_pkg::LoadStride2Lsb + isa_pkg::LoadStride2Width;
  localparam int unsigned TensorBits = isa_pkg::OuterSecondLsb + isa_pkg::OuterSecondWidth;
  localparam int unsigned StoreBits  = isa_pkg::StoreStride2Lsb + isa_pkg::StoreStride2Width;
  localparam int unsigned LoadEngine   = isa_pkg::EngineLoad;
  localparam int unsigned TensorEngine = isa_pkg::EngineTensor;
  localparam int unsigned StoreEngine  = isa_pkg::EngineStore;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Registers and control
  //////////////////////////////////////////////////////////////////////////////////////////////

  localparam int unsigned NumCounters = isa_pkg::NumCounters + 1;  // and the free clock
  localparam int unsigned CounterIndex = $clog2(NumCounters);

  logic                    start, reset, busy, launch_done, finished, clear_launch, count_cycle;
  logic [63:0]             descriptor_addr, go_addr, next_addr;
  logic                    go, filled_pulse, filled, run, loading, stop, clear;
  logic [15:0]             segment;
  logic [2:0]              flying, ended, bad, overflow;
  logic [3*IndexWidth-1:0] index, done_index, release_index, overflow_index, length;
  logic                    error, error_q, read_idle, write_idle;
  logic                    deadlock;
  logic [1:0]              deadlock_engine;
  logic [IndexWidth-1:0]   deadlock_index;
  logic [31:0]             status, error_place;
  logic [63:0]             error_addr;
  logic                    saturated, saturated_q;
  logic                    status_read_error, status_write_error, status_opcode, status_overflow;
  logic                    status_deadlock;
  logic [Acc-1:0]          max_abs;
  logic [3:0]              axi_cache;
  logic [2:0]              axi_prot;
  logic [CounterIndex-1:0] counter_index;
  logic [63:0]             counter_data;

  registers #(
    .ConfigHash(ConfigHash)
  ) u_registers (
    .clk_i,
    .rst_ni,
    .awaddr_i       (s_axil_awaddr_i),
    .awvalid_i      (s_axil_awvalid_i),
    .awready_o      (s_axil_awready_o),
    .wdata_i        (s_axil_wdata_i),
    .wstrb_i        (s_axil_wstrb_i),
    .wvalid_i       (s_axil_wvalid_i),
    .wready_o       (s_axil_wready_o),
    .bvalid_o       (s_axil_bvalid_o),
    .bready_i       (s_axil_bready_i),
    .araddr_i       (s_axil_araddr_i),
    .arvalid_i      (s_axil_arvalid_i),
    .arready_o      (s_axil_arready_o),
    .rdata_o        (s_axil_rdata_o),
    .rvalid_o       (s_axil_rvalid_o),
    .rready_i       (s_axil_rready_i),
    .start_o        (start),
    .reset_o        (reset),
    .descriptor_o   (descriptor_addr),
    .axi_cache_o    (axi_cache),
    .axi_prot_o     (axi_prot),
    .status_i       (status),
    .error_place_i  (error_place),
    .error_addr_i   (error_addr),
    .max_abs_i      (64'(max_abs)),
    .counter_index_o(counter_index),
    .counter_data_i (counter_data),
    .irq_set_i      (finished || (error && !error_q)),
    .irq_drop_i     (clear_launch),
    .irq_o
  );

  assign s_axil_bresp_o = 2'b00;
  assign s_axil_rresp_o = 2'b00;

  control #(
    .IndexWidth(IndexWidth)
  ) u_control (
    .clk_i,
    .rst_ni,
    .start_i          (start),
    .reset_i          (reset),
    .descriptor_i     (descriptor_addr),
    .busy_o           (busy),
    .done_o           (launch_done),
    .finished_o       (finished),
    .clear_launch_o   (clear_launch),
    .count_cycle_o    (count_cycle),
    .go_o             (go),
    .go_addr_o        (go_addr),
    .filled_i         (filled_pulse),
    .next_i           (next_addr),
    .segment_o        (segment),
    .run_o            (run),
    .filled_o         (filled),
    .loading_o        (loading),
    .stop_o           (stop),
    .clear_o          (clear),
    .flying_i         (flying),
    .ended_i          (ended),
    .index_i          (index),
    .error_i          (error),
    .read_idle_i      (read_idle),
    .write_idle_i     (write_idle),
    .deadlock_o       (deadlock),
    .deadlock_engine_o(deadlock_engine),
    .deadlock_index_o (deadlock_index)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_launch) begin
      error_q     <= 1'b0;
      saturated_q <= 1'b0;
    end else begin
      error_q     <= error;
      saturated_q <= saturated_q || saturated;
    end
  end

  always_comb begin
    status = '0;
    status[isa_pkg::StatusBusyBit]       = busy;
    status[isa_pkg::StatusDoneBit]       = launch_done;
    status[isa_pkg::StatusSaturatedBit]  = saturated_q;
    status[isa_pkg::StatusReadErrorBit]  = status_read_error;
    status[isa_pkg::StatusWriteErrorBit] = status_write_error;
    status[isa_pkg::StatusOpcodeBit]     = status_opcode;
    status[isa_pkg::StatusOverflowBit]   = status_overflow;
    status[isa_pkg::StatusDeadlockBit]   = status_deadlock;
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Read channel and fetch
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                  fetch_valid, fetch_ready, load_valid, load_ready, load_last;
  logic [63:0]           fetch_addr, load_addr, beat_addr;
  logic [3:0]            fetch_len, load_len, arlen;
  logic                  beat_valid, beat_last, beat_error, count_read_burst, count_read_beat;
  logic [8*AxiBytes-1:0] beat_data;

  axi_read #(
    .AxiBytes(AxiBytes)
  ) u_axi_read (
    .clk_i,
    .rst_ni,
    .select_load_i(loading),
    .fetch_valid_i(fetch_valid),
    .fetch_ready_o(fetch_ready),
    .fetch_addr_i (fetch_addr),
    .fetch_len_i  (fetch_len),
    .load_valid_i (load_valid),
    .load_ready_o (load_ready),
    .load_addr_i  (load_addr),
    .load_len_i   (load_len),
    .load_last_i  (load_last),
    .beat_valid_o (beat_valid),
    .beat_data_o  (beat_data),
    .beat_last_o  (beat_last),
    .beat_error_o (beat_error),
    .beat_addr_o  (beat_addr),
    .idle_o       (read_idle),
    .count_burst_o(count_read_burst),
    .count_beat_o (count_read_beat),
    .araddr_o     (m_axi_araddr_o),
    .arlen_o      (arlen),
    .arvalid_o    (m_axi_arvalid_o),
    .arready_i    (m_axi_arready_i),
    .rdata_i      (m_axi_rdata_i),
    .rresp_i      (m_axi_rresp_i),
    .rlast_i      (m_axi_rlast_i),
    .rvalid_i     (m_axi_rvalid_i),
    .rready_o     (m_axi_rready_o)
  );

  assign m_axi_arid_o    = '0;
  assign m_axi_arlen_o   = 8'(arlen);
  assign m_axi_arsize_o  = 3'($clog2(AxiBytes));
  assign m_axi_arburst_o = 2'b01;
  assign m_axi_arcache_o = axi_cache;
  assign m_axi_arprot_o  = axi_prot;

  logic [511:0]           bases, fetch_word;
  logic [5:0]             shift;
  logic [31:0]            tau, tau_below;
  logic [TileCount-1:0]   skip_from;
  logic [2:0]             fetch_we;
  logic [IndexWidth-1:0]  fetch_index;
  logic                   fetch_active, fetch_bad, fetch_read_error;

  fetch #(
    .Lanes     (Lanes),
    .AxiBytes  (AxiBytes),
    .InstrDepth(InstrDepth),
    .IndexWidth(IndexWidth)
  ) u_fetch (
    .clk_i,
    .rst_ni,
    .stop_i       (stop),
    .go_i         (go),
    .addr_i       (go_addr),
    .active_o     (fetch_active),
    .filled_o     (filled_pulse),
    .bad_o        (fetch_bad),
    .read_error_o (fetch_read_error),
    .length_o     (length),
    .next_o       (next_addr),
    .bases_o      (bases),
    .shift_o      (shift),
    .tau_o        (tau),
    .tau_below_o  (tau_below),
    .skip_from_o  (skip_from),
    .we_o         (fetch_we),
    .index_o      (fetch_index),
    .word_o       (fetch_word),
    .burst_valid_o(fetch_valid),
    .burst_ready_i(fetch_ready),
    .burst_addr_o (fetch_addr),
    .burst_len_o  (fetch_len),
    .beat_valid_i (beat_valid && !loading),
    .beat_data_i  (beat_data),
    .beat_error_i (beat_error)
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Semaphores
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [23:0] available, take, done_mask, release_mask;

  semaphores #(
    .IndexWidth(IndexWidth)
  ) u_semaphores (
    .clk_i,
    .rst_ni,
    .clear_i         (!run),
    .done_i          (done_mask),
    .done_index_i    (done_index),
    .release_i       (release_mask),
    .release_index_i (release_index),
    .take_i          (take),
    .available_o     (available),
    .overflow_o      (overflow),
    .overflow_index_o(overflow_index)
  );

  // Load reads no on-chip memory and has nothing to release.
  assign release_mask[8*LoadEngine+:8]                    = '0;
  assign release_index[IndexWidth*LoadEngine+:IndexWidth] = '0;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Engines
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                  x_we, g_we, w_we, mask_we, skip_we;
  logic [XAddr-1:0]      x_waddr;
  logic [GAddr-1:0]      g_waddr;
  logic [WAddr-1:0]      w_waddr;
  logic [MaskAddr-1:0]   mask_waddr;
  logic [TileAddr-1:0]   skip_waddr;
  logic [9*Lanes-1:0]    x_wdata;
  logic [16*Lanes-1:0]   g_wdata;
  logic [8*Lanes-1:0]    w_wdata;
  logic [3*Lanes-1:0]    mask_wdata;
  logic [TileCount:0]    skip_wdata;
  logic [2:0]            issued;
  logic                  load_read_error;
  logic [IndexWidth-1:0] load_beat_index;
  logic                  count_load_busy, count_load_wait_tensor, count_load_wait_store;

  load_engine #(
    .Lanes     (Lanes),
    .AxiBytes  (AxiBytes),
    .XDepth    (XDepth),
    .GDepth    (GDepth),
    .WDepth    (WDepth),
    .MaskDepth (MaskDepth),
    .InstrDepth(InstrDepth),
    .IndexWidth(IndexWidth)
  ) u_load (
    .clk_i,
    .rst_ni,
    .clear_i            (clear),
    .run_i              (run),
    .stop_i             (stop),
    .length_i           (length[IndexWidth*LoadEngine+:IndexWidth]),
    .we_i               (fetch_we[LoadEngine]),
    .waddr_i            (fetch_index[InstrAddr-1:0]),
    .wdata_i            (fetch_word[LoadBits-1:0]),
    .filled_i           (filled),
    .bases_i            (bases),
    .tau_i              (tau),
    .tau_below_i        (tau_below),
    .skip_from_i        (skip_from),
    .available_i        (available[8*LoadEngine+:8]),
    .take_o             (take[8*LoadEngine+:8]),
    .done_mask_o        (done_mask[8*LoadEngine+:8]),
    .issue_o            (issued[LoadEngine]),
    .bad_o              (bad[LoadEngine]),
    .read_error_o       (load_read_error),
    .flying_o           (flying[LoadEngine]),
    .ended_o            (ended[LoadEngine]),
    .index_o            (index[IndexWidth*LoadEngine+:IndexWidth]),
    .beat_index_o       (load_beat_index),
    .done_index_o       (done_index[IndexWidth*LoadEngine+:IndexWidth]),
    .burst_valid_o      (load_valid),
    .burst_ready_i      (load_ready),
    .burst_addr_o       (load_addr),
    .burst_len_o        (load_len),
    .burst_last_o       (load_last),
    .beat_valid_i       (beat_valid && loading),
    .beat_data_i        (beat_data),
    .beat_last_i        (beat_last),
    .beat_error_i       (beat_error),
    .x_we_o             (x_we),
    .x_waddr_o          (x_waddr),
    .x_wdata_o          (x_wdata),
    .g_we_o             (g_we),
    .g_waddr_o          (g_waddr),
    .g_wdata_o          (g_wdata),
    .w_we_o             (w_we),
    .w_waddr_o          (w_waddr),
    .w_wdata_o          (w_wdata),
    .mask_we_o          (mask_we),
    .mask_waddr_o       (mask_waddr),
    .mask_wdata_o       (mask_wdata),
    .skip_we_o          (skip_we),
    .skip_waddr_o       (skip_waddr),
    .skip_wdata_o       (skip_wdata),
    .count_busy_o       (count_load_busy),
    .count_wait_tensor_o(count_load_wait_tensor),
    .count_wait_store_o (count_load_wait_store)
  );

  logic [TensorBits-1:0] instr;
  logic                  last_slot;
  logic                  count_tensor_busy, count_tensor_wait_load, count_tensor_wait_store;
  logic                  count_tensor_fence;

  tensor_control #(
    .Lanes     (Lanes),
    .InstrDepth(InstrDepth),
    .IndexWidth(IndexWidth)
  ) u_tensor_control (
    .clk_i,
    .rst_ni,
    .clear_i           (clear),
    .run_i             (run),
    .stop_i            (stop),
    .length_i          (length[IndexWidth*TensorEngine+:IndexWidth]),
    .we_i              (fetch_we[TensorEngine]),
    .waddr_i           (fetch_index[InstrAddr-1:0]),
    .wdata_i           (fetch_word[TensorBits-1:0]),
    .filled_i          (filled),
    .available_i       (available[8*TensorEngine+:8]),
    .take_o            (take[8*TensorEngine+:8]),
    .done_mask_o       (done_mask[8*TensorEngine+:8]),
    .release_mask_o    (release_mask[8*TensorEngine+:8]),
    .instr_o           (instr),
    .issue_o           (issued[TensorEngine]),
    .last_slot_i       (last_slot),
    .bad_o             (bad[TensorEngine]),
    .flying_o          (flying[TensorEngine]),
    .ended_o           (ended[TensorEngine]),
    .index_o           (index[IndexWidth*TensorEngine+:IndexWidth]),
    .release_index_o   (release_index[IndexWidth*TensorEngine+:IndexWidth]),
    .done_index_o      (done_index[IndexWidth*TensorEngine+:IndexWidth]),
    .count_busy_o      (count_tensor_busy),
    .count_wait_load_o (count_tensor_wait_load),
    .count_wait_store_o(count_tensor_wait_store),
    .count_fence_o     (count_tensor_fence)
  );

  logic                 acc_re;
  logic [AccAddr-1:0]   acc_raddr;
  logic [Acc*Lanes-1:0] acc_rdata;
  logic                 count_issue_forward, count_issue_back_data, count_issue_back_weight;
  logic                 count_issue_predict, count_issue_masked, count_zero_operands;
  logic [TileCount-1:0] count_masked_macs;
  logic                 count_weight_tiles, count_drains, count_skipped_tiles;
  logic                 count_x_reads, count_g_reads, count_w_reads, count_acc_reads;
  logic                 count_acc_writes, count_mask_reads;

  tensor_engine #(
    .Lanes     (Lanes),
    .XDepth    (XDepth),
    .GDepth    (GDepth),
    .WDepth    (WDepth),
    .MaskDepth (MaskDepth),
    .AccBanks  (AccBanks),
    .AccDepth  (AccDepth),
    .Chain     (Chain),
    .DspColumns(DspColumns),
    .PackShift (PackShift),
    .DspKind   (DspKind)
  ) u_tensor (
    .clk_i,
    .rst_ni,
    .clear_i                  (clear),
    .stop_i                   (stop),
    .instr_i                  (instr),
    .issue_i                  (issued[TensorEngine]),
    .last_slot_o              (last_slot),
    .x_we_i                   (x_we),
    .x_waddr_i                (x_waddr),
    .x_wdata_i                (x_wdata),
    .g_we_i                   (g_we),
    .g_waddr_i                (g_waddr),
    .g_wdata_i                (g_wdata),
    .w_we_i                   (w_we),
    .w_waddr_i                (w_waddr),
    .w_wdata_i                (w_wdata),
    .mask_we_i                (mask_we),
    .mask_waddr_i             (mask_waddr),
    .mask_wdata_i             (mask_wdata),
    .skip_we_i                (skip_we),
    .skip_waddr_i             (skip_waddr),
    .skip_wdata_i             (skip_wdata),
    .acc_re_i                 (acc_re),
    .acc_raddr_i              (acc_raddr),
    .acc_rdata_o              (acc_rdata),
    .count_issue_forward_o    (count_issue_forward),
    .count_issue_back_data_o  (count_issue_back_data),
    .count_issue_back_weight_o(count_issue_back_weight),
    .count_issue_predict_o    (count_issue_predict),
    .count_issue_masked_o     (count_issue_masked),
    .count_zero_operands_o    (count_zero_operands),
    .count_masked_macs_o      (count_masked_macs),
    .count_weight_tiles_o     (count_weight_tiles),
    .count_drains_o           (count_drains),
    .count_skipped_tiles_o    (count_skipped_tiles),
    .count_x_reads_o          (count_x_reads),
    .count_g_reads_o          (count_g_reads),
    .count_w_reads_o          (count_w_reads),
    .count_acc_reads_o        (count_acc_reads),
    .count_acc_writes_o       (count_acc_writes),
    .count_mask_reads_o       (count_mask_reads)
  );

  logic                  write_error;
  logic [63:0]           write_addr;
  logic [3:0]            awlen;
  logic                  count_store_busy, count_store_wait_load, count_store_wait_tensor;
  logic                  count_write_burst, count_write_beat;

  store_engine #(
    .Lanes     (Lanes),
    .AxiBytes  (AxiBytes),
    .AccRows   (AccBanks * AccDepth),
    .InstrDepth(InstrDepth),
    .IndexWidth(IndexWidth)
  ) u_store (
    .clk_i,
    .rst_ni,
    .clear_i            (clear),
    .run_i              (run),
    .stop_i             (stop),
    .length_i           (length[IndexWidth*StoreEngine+:IndexWidth]),
    .we_i               (fetch_we[StoreEngine]),
    .waddr_i            (fetch_index[InstrAddr-1:0]),
    .wdata_i            (fetch_word[StoreBits-1:0]),
    .filled_i           (filled),
    .bases_i            (bases),
    .shift_i            (shift),
    .available_i        (available[8*StoreEngine+:8]),
    .take_o             (take[8*StoreEngine+:8]),
    .done_mask_o        (done_mask[8*StoreEngine+:8]),
    .release_mask_o     (release_mask[8*StoreEngine+:8]),
    .issue_o            (issued[StoreEngine]),
    .bad_o              (bad[StoreEngine]),
    .write_error_o      (write_error),
    .error_addr_o       (write_addr),
    .flying_o           (flying[StoreEngine]),
    .ended_o            (ended[StoreEngine]),
    .idle_o             (write_idle),
    .index_o            (index[IndexWidth*StoreEngine+:IndexWidth]),
    .release_index_o    (release_index[IndexWidth*StoreEngine+:IndexWidth]),
    .done_index_o       (done_index[IndexWidth*StoreEngine+:IndexWidth]),
    .clear_max_i        (clear_launch),
    .saturated_o        (saturated),
    .max_o              (max_abs),
    .acc_re_o           (acc_re),
    .acc_raddr_o        (acc_raddr),
    .acc_rdata_i        (acc_rdata),
    .count_busy_o       (count_store_busy),
    .count_wait_load_o  (count_store_wait_load),
    .count_wait_tensor_o(count_store_wait_tensor),
    .count_burst_o      (count_write_burst),
    .count_beat_o       (count_write_beat),
    .awaddr_o           (m_axi_awaddr_o),
    .awlen_o            (awlen),
    .awvalid_o          (m_axi_awvalid_o),
    .awready_i          (m_axi_awready_i),
    .wdata_o            (m_axi_wdata_o),
    .wlast_o            (m_axi_wlast_o),
    .wvalid_o           (m_axi_wvalid_o),
    .wready_i           (m_axi_wready_i),
    .bresp_i            (m_axi_bresp_i),
    .bvalid_i           (m_axi_bvalid_i),
    .bready_o           (m_axi_bready_o)
  );

  assign m_axi_awid_o    = '0;
  assign m_axi_awlen_o   = 8'(awlen);
  assign m_axi_awsize_o  = 3'($clog2(AxiBytes));
  assign m_axi_awburst_o = 2'b01;
  assign m_axi_awcache_o = axi_cache;
  assign m_axi_awprot_o  = axi_prot;
  assign m_axi_wstrb_o   = '1;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Errors
  //////////////////////////////////////////////////////////////////////////////////////////////

  errors #(
    .IndexWidth(IndexWidth)
  ) u_errors (
    .clk_i,
    .rst_ni,
    .clear_i           (clear_launch),
    .segment_i         (segment),
    .fetch_bad_i       (fetch_bad),
    .fetch_read_error_i(fetch_read_error),
    .load_read_error_i (load_read_error),
    .load_read_index_i (load_beat_index),
    .read_addr_i       (beat_addr),
    .write_error_i     (write_error),
    .write_index_i     (done_index[IndexWidth*StoreEngine+:IndexWidth]),
    .write_addr_i      (write_addr),
    .bad_i             (bad),
    .bad_index_i       (index),
    .overflow_i        (overflow),
    .overflow_index_i  (overflow_index),
    .deadlock_i        (deadlock),
    .deadlock_engine_i (deadlock_engine),
    .deadlock_index_i  (deadlock_index),
    .any_o             (error),
    .read_error_o      (status_read_error),
    .write_error_o     (status_write_error),
    .opcode_o          (status_opcode),
    .overflow_o        (status_overflow),
    .deadlock_o        (status_deadlock),
    .place_o           (error_place),
    .addr_o            (error_addr)
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Counters
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [2*NumCounters-1:0] inc_d, inc_q;
  logic [TileCount-1:0]     masked_macs_q;

  always_comb begin
    inc_d = '0;
    inc_d[2*isa_pkg::CounterCycles]          = count_cycle;
    inc_d[2*isa_pkg::CounterLoadBusy]        = count_load_busy;
    inc_d[2*isa_pkg::CounterLoadWaitTensor]  = count_load_wait_tensor;
    inc_d[2*isa_pkg::CounterLoadWaitStore]   = count_load_wait_store;
    inc_d[2*isa_pkg::CounterTensorBusy]      = count_tensor_busy;
    inc_d[2*isa_pkg::CounterTensorWaitLoad]  = count_tensor_wait_load;
    inc_d[2*isa_pkg::CounterTensorWaitStore] = count_tensor_wait_store;
    inc_d[2*isa_pkg::CounterTensorFence]     = count_tensor_fence;
    inc_d[2*isa_pkg::CounterStoreBusy]       = count_store_busy;
    inc_d[2*isa_pkg::CounterStoreWaitLoad]   = count_store_wait_load;
    inc_d[2*isa_pkg::CounterStoreWaitTensor] = count_store_wait_tensor;
    inc_d[2*isa_pkg::CounterIssueForward]    = count_issue_forward;
    inc_d[2*isa_pkg::CounterIssueBackData]   = count_issue_back_data;
    inc_d[2*isa_pkg::CounterIssueBackWeight] = count_issue_back_weight;
    inc_d[2*isa_pkg::CounterIssuePredict]    = count_issue_predict;
    inc_d[2*isa_pkg::CounterIssueMasked]     = count_issue_masked;
    inc_d[2*isa_pkg::CounterZeroOperands]    = count_zero_operands;
    inc_d[2*isa_pkg::CounterWeightTiles]     = count_weight_tiles;
    inc_d[2*isa_pkg::CounterDrains]          = count_drains;
    inc_d[2*isa_pkg::CounterSkippedTiles]    = count_skipped_tiles;
    inc_d[2*isa_pkg::CounterXReads]          = count_x_reads;
    inc_d[2*isa_pkg::CounterXWrites]         = x_we;
    inc_d[2*isa_pkg::CounterGReads]          = count_g_reads;
    inc_d[2*isa_pkg::CounterGWrites]         = g_we;
    inc_d[2*isa_pkg::CounterWReads]          = count_w_reads;
    inc_d[2*isa_pkg::CounterWWrites]         = w_we;
    inc_d[2*isa_pkg::CounterAccReads+:2]     = 2'(count_acc_reads) + 2'(acc_re);
    inc_d[2*isa_pkg::CounterAccWrites]       = count_acc_writes;
    inc_d[2*isa_pkg::CounterMaskReads]       = count_mask_reads;
    inc_d[2*isa_pkg::CounterMaskWrites]      = mask_we;
    inc_d[2*isa_pkg::CounterDramReadBytes]   = count_read_beat;  // scaled when read
    inc_d[2*isa_pkg::CounterDramReadBursts]  = count_read_burst;
    inc_d[2*isa_pkg::CounterDramWriteBytes]  = count_write_beat;
    inc_d[2*isa_pkg::CounterDramWriteBursts] = count_write_burst;
    inc_d[2*isa_pkg::CounterInstructions+:2] = 2'(issued[0]) + 2'(issued[1]) + 2'(issued[2]);
    inc_d[2*(NumCounters-1)]                 = 1'b1;  // the free clock
  end

  always_ff @(posedge clk_i) begin
    inc_q         <= inc_d;
    masked_macs_q <= count_masked_macs;
  end

  logic [CounterIndex-1:0] counter_index_q, counter_index_q2;
  logic [63:0]             counter_raw;

  counters #(
    .LargeWidth(TileCount)
  ) u_counters (
    .clk_i,
    .rst_ni,
    .clear_i    (clear_launch),
    .inc_i      (inc_q),
    .large_inc_i(masked_macs_q),
    .index_i    (counter_index),
    .data_o     (counter_raw)
  );

  // Bytes are counted as beats.
  always_ff @(posedge clk_i) begin
    counter_index_q  <= counter_index;
    counter_index_q2 <= counter_index_q;
  end

  always_comb begin
    unique case (counter_index_q2)
      CounterIndex'(isa_pkg::CounterDramReadBytes), CounterIndex'(isa_pkg::CounterDramWriteBytes):
        counter_data = counter_raw << $clog2(AxiBytes);
      default: counter_data = counter_raw;
    endcase
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Checks
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic unused;  // protection of registers, the only ID, and what fetched words leave free
  assign unused = ^{s_axil_awprot_i, s_axil_arprot_i, m_axi_bid_i, m_axi_rid_i, fetch_index,
                    fetch_word, fetch_active};

  `ASSERT_INIT(DepthsArePowersOfTwo, XDepth == 1 << XAddr && GDepth == 1 << GAddr
      && WDepth == 1 << WAddr && MaskDepth == 1 << MaskAddr && AccBanks * AccDepth == 1 << AccAddr
      && InstrDepth == 1 << InstrAddr)
  `ASSERT_KNOWN(AddressesKnown, {m_axi_arvalid_o, m_axi_awvalid_o, m_axi_wvalid_o})
  `ASSERT_KNOWN(SlaveKnown, {s_axil_bvalid_o, s_axil_rvalid_o, irq_o})

endmodule
