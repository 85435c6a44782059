// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The other end of driver/serial: a UART in front of the accelerator's registers and of memory.
///
/// The protocol is the documentation of package driver/serial/frame. ClksPerBit is the clock
/// divided by the baud rate: 217 for 921600 baud at 200 MHz, 109 at 100 MHz. axil_* goes to the
/// register port of e2train_top, axi_* to memory, where it needs a port of its own beside the
/// accelerator's, or an interconnect.
module uart_bridge #(
  parameter int unsigned ClksPerBit = 4,
  parameter int unsigned AxiBytes   = 4
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  rx_i,
  output logic                  tx_o,
  input  logic                  irq_i,
  output logic                  idle_o,  // no request, answer or event is under way

  // AXI4-Lite master
  output logic [11:0]           axil_awaddr_o,
  output logic                  axil_awvalid_o,
  input  logic                  axil_awready_i,
  output logic [31:0]           axil_wdata_o,
  output logic [3:0]            axil_wstrb_o,
  output logic                  axil_wvalid_o,
  input  logic                  axil_wready_i,
  input  logic [1:0]            axil_bresp_i,
  input  logic                  axil_bvalid_i,
  output logic                  axil_bready_o,
  output logic [11:0]           axil_araddr_o,
  output logic                  axil_arvalid_o,
  input  logic                  axil_arready_i,
  input  logic [31:0]           axil_rdata_i,
  input  logic [1:0]            axil_rresp_i,
  input  logic                  axil_rvalid_i,
  output logic                  axil_rready_o,

  // AXI4 master; bursts are INCR of one beat of full width
  output logic [63:0]           axi_awaddr_o,
  output logic                  axi_awvalid_o,
  input  logic                  axi_awready_i,
  output logic [8*AxiBytes-1:0] axi_wdata_o,
  output logic [AxiBytes-1:0]   axi_wstrb_o,
  output logic                  axi_wvalid_o,
  input  logic                  axi_wready_i,
  input  logic [1:0]            axi_bresp_i,
  input  logic                  axi_bvalid_i,
  output logic                  axi_bready_o,
  output logic [63:0]           axi_araddr_o,
  output logic                  axi_arvalid_o,
  input  logic                  axi_arready_i,
  input  logic [8*AxiBytes-1:0] axi_rdata_i,
  input  logic [1:0]            axi_rresp_i,
  input  logic                  axi_rvalid_i,
  output logic                  axi_rready_o
);

  localparam int unsigned MaxData    = 512;
  localparam int unsigned MaxBytes   = MaxData + 16;  // head and CRC
  localparam int unsigned LengthBits = $clog2(MaxBytes + 1);
  localparam int unsigned DataBits   = $clog2(MaxData + 1);
  localparam int unsigned IndexBits  = $clog2(MaxData);

  //////////////////////////////////////////////////////////////////////////////////////////////
  // From the line to requests
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                  line_valid, line_error, byte_valid, good, bad;
  logic [7:0]            line_byte, frame_byte, request_byte;
  logic [LengthBits-1:0] received, frame_length;
  logic                  frame_valid, get, drop;

  uart_rx #(
    .ClksPerBit(ClksPerBit)
  ) u_rx (
    .clk_i,
    .rst_ni,
    .rx_i,
    .valid_o(line_valid),
    .data_o (line_byte),
    .error_o(line_error)
  );

  frame_receiver #(
    .MaxBytes(MaxBytes),
    .MinBytes(16)
  ) u_receiver (
    .clk_i,
    .rst_ni,
    .valid_i     (line_valid),
    .data_i      (line_byte),
    .error_i     (line_error),
    .byte_valid_o(byte_valid),
    .byte_o      (frame_byte),
    .good_o      (good),
    .bad_o       (bad),
    .length_o    (received)
  );

  bridge_inbox #(
    .MaxBytes(MaxBytes)
  ) u_inbox (
    .clk_i,
    .rst_ni,
    .byte_valid_i  (byte_valid),
    .byte_i        (frame_byte),
    .good_i        (good),
    .bad_i         (bad),
    .length_i      (received),
    .frame_valid_o (frame_valid),
    .frame_length_o(frame_length),
    .get_i         (get),
    .byte_o        (request_byte),
    .drop_i        (drop)
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Requests
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                  bus_start, bus_registers, bus_write, bus_done, bus_error, unused_bus_idle;
  logic [63:0]           bus_addr;
  logic [8*AxiBytes-1:0] bus_wdata, bus_rdata;
  logic [AxiBytes-1:0]   bus_strobe;
  logic                  send_start, send_idle, answer_we, data_re, control_idle;
  logic [7:0]            send_kind, send_sequence, answer_byte, data;
  logic [DataBits-1:0]   send_length;
  logic [IndexBits+2:0]  answer_addr;
  logic [IndexBits-1:0]  data_index;

  bridge_control #(
    .AxiBytes(AxiBytes),
    .MaxData (MaxData)
  ) u_control (
    .clk_i,
    .rst_ni,
    .irq_i,
    .idle_o         (control_idle),
    .frame_valid_i  (frame_valid),
    .frame_length_i (frame_length),
    .get_o          (get),
    .byte_i         (request_byte),
    .drop_o         (drop),
    .bus_start_o    (bus_start),
    .bus_registers_o(bus_registers),
    .bus_write_o    (bus_write),
    .bus_addr_o     (bus_addr),
    .bus_wdata_o    (bus_wdata),
    .bus_strobe_o   (bus_strobe),
    .bus_done_i     (bus_done),
    .bus_rdata_i    (bus_rdata),
    .bus_error_i    (bus_error),
    .send_start_o   (send_start),
    .send_idle_i    (send_idle),
    .send_kind_o    (send_kind),
    .send_sequence_o(send_sequence),
    .send_length_o  (send_length),
    .answer_we_o    (answer_we),
    .answer_addr_o  (answer_addr),
    .answer_byte_o  (answer_byte)
  );

  bridge_bus #(
    .AxiBytes(AxiBytes)
  ) u_bus (
    .clk_i,
    .rst_ni,
    .start_i       (bus_start),
    .registers_i   (bus_registers),
    .write_i       (bus_write),
    .addr_i        (bus_addr),
    .wdata_i       (bus_wdata),
    .strobe_i      (bus_strobe),
    .idle_o        (unused_bus_idle),
    .done_o        (bus_done),
    .rdata_o       (bus_rdata),
    .error_o       (bus_error),
    .axil_awaddr_o,
    .axil_awvalid_o,
    .axil_awready_i,
    .axil_wdata_o,
    .axil_wstrb_o,
    .axil_wvalid_o,
    .axil_wready_i,
    .axil_bresp_i,
    .axil_bvalid_i,
    .axil_bready_o,
    .axil_araddr_o,
    .axil_arvalid_o,
    .axil_arready_i,
    .axil_rdata_i,
    .axil_rresp_i,
    .axil_rvalid_i,
    .axil_rready_o,
    .axi_awaddr_o,
    .axi_awvalid_o,
    .axi_awready_i,
    .axi_wdata_o,
    .axi_wstrb_o,
    .axi_wvalid_o,
    .axi_wready_i,
    .axi_bresp_i,
    .axi_bvalid_i,
    .axi_bready_o,
    .axi_araddr_o,
    .axi_arvalid_o,
    .axi_arready_i,
    .axi_rdata_i,
    .axi_rresp_i,
    .axi_rvalid_i,
    .axi_rready_o
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Answers
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic       send_valid, send_ready;
  logic [7:0] send_byte;

  ram_sdp #(
    .Width(8),
    .Depth(8 * MaxData)
  ) u_answers (
    .clk_i,
    .we_i   (answer_we),
    .waddr_i(answer_addr),
    .wdata_i(answer_byte),
    .re_i   (data_re),
    .raddr_i({send_sequence[2:0], data_index}),
    .rdata_o(data)
  );

  frame_sender #(
    .MaxData(MaxData)
  ) u_sender (
    .clk_i,
    .rst_ni,
    .start_i     (send_start),
    .idle_o      (send_idle),
    .kind_i      (send_kind),
    .sequence_i  (send_sequence),
    .length_i    (send_length),
    .data_re_o   (data_re),
    .data_index_o(data_index),
    .data_i      (data),
    .valid_o     (send_valid),
    .ready_i     (send_ready),
    .byte_o      (send_byte)
  );

  assign idle_o = control_idle && send_ready;

  uart_tx #(
    .ClksPerBit(ClksPerBit)
  ) u_tx (
    .clk_i,
    .rst_ni,
    .valid_i(send_valid),
    .ready_o(send_ready),
    .data_i (send_byte),
    .tx_o
  );

endmodule
