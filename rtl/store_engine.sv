// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The store engine: reads ACC, shifts, rounds, saturates and writes DRAM.
///
/// Counted from the first issue slot of an instruction on an idle engine: first ACC row read in 2,
/// at the port 5, formatted 5 to 8, first beat in the FIFO 9 = StoreIssue + WriteAccept; addresses
/// from StoreIssue = 8 on. Data trail the addresses by up to 8 bursts; a burst whose address is on
/// the bus can always be completed, since rows are read and formatted as fast as they are sent.
module store_engine #(
  parameter int unsigned Lanes      = 4,
  parameter int unsigned AxiBytes   = 4,
  parameter int unsigned AccRows    = 256,
  parameter int unsigned InstrDepth = 64,
  parameter int unsigned IndexWidth = 14,
  localparam int unsigned InstrBits = isa_pkg::StoreStride2Lsb + isa_pkg::StoreStride2Width,
  localparam int unsigned AddrWidth = $clog2(InstrDepth),
  localparam int unsigned AccAddr   = $clog2(AccRows),
  localparam int unsigned Acc       = isa_pkg::AccBits
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
  input  logic [5:0]            shift_i,

  // semaphores
  input  logic [7:0]            available_i,
  output logic [7:0]            take_o,
  output logic [7:0]            done_mask_o,      // 0 when nothing completes
  output logic [7:0]            release_mask_o,   // 0 when nothing is released

  // state
  output logic                  issue_o,
  output logic                  bad_o,
  output logic                  write_error_o,
  output logic [63:0]           error_addr_o,
  output logic                  flying_o,
  output logic                  ended_o,
  output logic                  idle_o,           // of the write channel
  output logic [IndexWidth-1:0] index_o,          // next to issue
  output logic [IndexWidth-1:0] release_index_o,  // that released in the last cycle
  output logic [IndexWidth-1:0] done_index_o,     // next to complete

  // running results of a launch
  input  logic                  clear_max_i,
  output logic                  saturated_o,
  output logic [Acc-1:0]        max_o,

  // ACC
  output logic                  acc_re_o,
  output logic [AccAddr-1:0]    acc_raddr_o,
  input  logic [Acc*Lanes-1:0]  acc_rdata_i,

  // counters
  output logic                  count_busy_o,
  output logic                  count_wait_load_o,
  output logic                  count_wait_tensor_o,
  output logic                  count_burst_o,
  output logic                  count_beat_o,

  // AXI4
  output logic [63:0]           awaddr_o,
  output logic [3:0]            awlen_o,
  output logic                  awvalid_o,
  input  logic                  awready_i,
  output logic [8*AxiBytes-1:0] wdata_o,
  output logic                  wlast_o,
  output logic                  wvalid_o,
  input  logic                  wready_i,
  input  logic [1:0]            bresp_i,
  input  logic                  bvalid_i,
  output logic                  bready_o
);

  localparam int unsigned HeaderBits = isa_pkg::StoreCount2Lsb + isa_pkg::StoreCount2Width;
  localparam int unsigned FifoDepth  = 32;  // beats

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Instructions and addresses
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [HeaderBits-1:0] header;
  logic                  burst_valid, burst_ready, burst_last, done, released;
  logic [63:0]           burst_addr;
  logic [3:0]            burst_len;

  transfer_front #(
    .Lanes     (Lanes),
    .AxiBytes  (AxiBytes),
    .InstrDepth(InstrDepth),
    .Store     (1'b1),
    .IssueDelay(isa_pkg::StoreIssue),
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
    .burst_valid_o      (burst_valid),
    .burst_ready_i      (burst_ready),
    .burst_addr_o       (burst_addr),
    .burst_len_o        (burst_len),
    .burst_last_o       (burst_last),
    .count_busy_o,
    .count_wait_first_o (count_wait_load_o),
    .count_wait_second_o(count_wait_tensor_o)
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Rows to beats
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic       row_beat_valid, row_beat_track, beat_valid, beat_ready, beat_push;
  logic [3:0] row_beat_number;
  logic [1:0] row_beat_format;
  logic [8*AxiBytes-1:0] beat_data, push_data;

  store_read #(
    .Lanes    (Lanes),
    .AxiBytes (AxiBytes),
    .AccRows  (AccRows),
    .FifoDepth(FifoDepth)
  ) u_read (
    .clk_i,
    .rst_ni,
    .clear_i,
    .issue_i         (issue_o),
    .format_i        (header[isa_pkg::StoreOpcodeLsb+:2]),
    .track_max_i     (header[isa_pkg::StoreTrackMaxLsb]),
    .acc_i           (header[isa_pkg::StoreAccLsb+:isa_pkg::StoreAccWidth]),
    .run_i           (header[isa_pkg::StoreRunLsb+:isa_pkg::StoreRunWidth]),
    .count_i         (header[isa_pkg::StoreCount0Lsb+:36]),
    .acc_re_o,
    .acc_raddr_o,
    .beat_valid_o    (row_beat_valid),
    .beat_number_o   (row_beat_number),
    .beat_format_o   (row_beat_format),
    .beat_track_max_o(row_beat_track),
    .sent_i          (count_beat_o)
  );

  store_format #(
    .Lanes   (Lanes),
    .AxiBytes(AxiBytes)
  ) u_format (
    .clk_i,
    .rst_ni,
    .clear_i,
    .clear_max_i,
    .shift_i,
    .beat_valid_i    (row_beat_valid),
    .beat_number_i   (row_beat_number),
    .beat_format_i   (row_beat_format),
    .beat_track_max_i(row_beat_track),
    .row_i           (acc_rdata_i),
    .valid_o         (beat_push),
    .data_o          (push_data),
    .saturated_o,
    .max_o
  );

  queue #(
    .Width(8 * AxiBytes),
    .Depth(FifoDepth)
  ) u_beats (
    .clk_i,
    .rst_ni,
    .clear_i,
    .push_i (beat_push),
    .data_i (push_data),
    .pop_i  (beat_valid && beat_ready),
    .valid_o(beat_valid),
    .head_o (beat_data)
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Bus
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [7:0]            done_mask, release_mask;
  logic [IndexWidth-1:0] release_index_q;
  logic                  released_q;

  axi_write #(
    .AxiBytes(AxiBytes)
  ) u_axi (
    .clk_i,
    .rst_ni,
    .burst_valid_i (burst_valid),
    .burst_ready_o (burst_ready),
    .burst_addr_i  (burst_addr),
    .burst_len_i   (burst_len),
    .burst_last_i  (burst_last),
    .done_mask_i   (header[isa_pkg::StoreDoneLsb+:isa_pkg::StoreDoneWidth]),
    .release_mask_i(header[isa_pkg::StoreReleaseLsb+:isa_pkg::StoreReleaseWidth]),
    .beat_valid_i  (beat_valid),
    .beat_ready_o  (beat_ready),
    .beat_data_i   (beat_data),
    .release_o     (released),
    .release_mask_o(release_mask),
    .done_o        (done),
    .done_mask_o   (done_mask),
    .idle_o,
    .error_o       (write_error_o),
    .error_addr_o,
    .count_burst_o,
    .count_beat_o,
    .awaddr_o,
    .awlen_o,
    .awvalid_o,
    .awready_i,
    .wdata_o,
    .wlast_o,
    .wvalid_o,
    .wready_i,
    .bresp_i,
    .bvalid_i,
    .bready_o
  );

  assign done_mask_o    = done ? done_mask : '0;
  assign release_mask_o = released ? release_mask : '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      released_q      <= 1'b0;
      release_index_q <= '0;
    end else begin
      released_q <= released;
      if (released_q) release_index_q <= release_index_q + IndexWidth'(1);
    end
  end

  assign release_index_o = release_index_q;

  logic unused_header;
  assign unused_header = ^header;

  `ASSERT_INIT(FirstBeatInTime, isa_pkg::StoreIssue + isa_pkg::WriteAccept == 9)

endmodule
