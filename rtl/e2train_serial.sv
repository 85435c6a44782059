// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The accelerator with a UART in front of it: e2train_top and uart_bridge, which share the register
/// port with s_axil_*.
///
/// m_axi_* is the accelerator's port to memory, b_axi_* that of the bridge: bursts of one beat with
/// byte strobes, INCR, full width. line_idle_o says that the bridge has nothing to do and nothing
/// to tell. reg_* tell an observer of each write of a register, from either side, in the cycle in which
/// it is answered.
module e2train_serial #(
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
  parameter int unsigned DspKind    = 0,
  /// Clock divided by the baud rate.
  parameter int unsigned ClksPerBit = 4
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

  output logic                  irq_o,

  // UART
  input  logic                  rx_i,
  output logic                  tx_o,
  output logic                  line_idle_o,

  output logic                  reg_written_o,
  output logic [11:0]           reg_addr_o,
  output logic [31:0]           reg_data_o,

  // AXI4 master of the bridge
  output logic [63:0]           b_axi_awaddr_o,
  output logic                  b_axi_awvalid_o,
  input  logic                  b_axi_awready_i,
  output logic [8*AxiBytes-1:0] b_axi_wdata_o,
  output logic [AxiBytes-1:0]   b_axi_wstrb_o,
  output logic                  b_axi_wvalid_o,
  input  logic                  b_axi_wready_i,
  input  logic [1:0]            b_axi_bresp_i,
  input  logic                  b_axi_bvalid_i,
  output logic                  b_axi_bready_o,
  output logic [63:0]           b_axi_araddr_o,
  output logic                  b_axi_arvalid_o,
  input  logic                  b_axi_arready_i,
  input  logic [8*AxiBytes-1:0] b_axi_rdata_i,
  input  logic [1:0]            b_axi_rresp_i,
  input  logic                  b_axi_rvalid_i,
  output logic                  b_axi_rready_o
);

  logic [11:0] awaddr, araddr, bridge_awaddr, bridge_araddr;
  logic [31:0] wdata, rdata, bridge_wdata;
  logic [3:0]  wstrb, bridge_wstrb;
  logic [1:0]  bresp, rresp;
  logic        awvalid, awready, wvalid, wready, bvalid, bready, arvalid, arready, rvalid, rready;
  logic        bridge_awvalid, bridge_awready, bridge_wvalid, bridge_wready;
  logic        bridge_bvalid, bridge_bready, bridge_arvalid, bridge_arready;
  logic        bridge_rvalid, bridge_rready;
  logic        unused;

  assign unused = ^{s_axil_awprot_i, s_axil_arprot_i};

  e2train_top #(
    .Lanes     (Lanes),
    .XDepth    (XDepth),
    .GDepth    (GDepth),
    .WDepth    (WDepth),
    .MaskDepth (MaskDepth),
    .AccBanks  (AccBanks),
    .AccDepth  (AccDepth),
    .InstrDepth(InstrDepth),
    .AxiBytes  (AxiBytes),
    .Chain     (Chain),
    .DspColumns(DspColumns),
    .PackShift (PackShift),
    .ConfigHash(ConfigHash),
    .DspKind   (DspKind)
  ) u_accelerator (
    .clk_i,
    .rst_ni,
    .s_axil_awaddr_i (awaddr),
    .s_axil_awprot_i (3'b0),
    .s_axil_awvalid_i(awvalid),
    .s_axil_awready_o(awready),
    .s_axil_wdata_i  (wdata),
    .s_axil_wstrb_i  (wstrb),
    .s_axil_wvalid_i (wvalid),
    .s_axil_wready_o (wready),
    .s_axil_bresp_o  (bresp),
    .s_axil_bvalid_o (bvalid),
    .s_axil_bready_i (bready),
    .s_axil_araddr_i (araddr),
    .s_axil_arprot_i (3'b0),
    .s_axil_arvalid_i(arvalid),
    .s_axil_arready_o(arready),
    .s_axil_rdata_o  (rdata),
    .s_axil_rresp_o  (rresp),
    .s_axil_rvalid_o (rvalid),
    .s_axil_rready_i (rready),
    .m_axi_awid_o,
    .m_axi_awaddr_o,
    .m_axi_awlen_o,
    .m_axi_awsize_o,
    .m_axi_awburst_o,
    .m_axi_awcache_o,
    .m_axi_awprot_o,
    .m_axi_awvalid_o,
    .m_axi_awready_i,
    .m_axi_wdata_o,
    .m_axi_wstrb_o,
    .m_axi_wlast_o,
    .m_axi_wvalid_o,
    .m_axi_wready_i,
    .m_axi_bid_i,
    .m_axi_bresp_i,
    .m_axi_bvalid_i,
    .m_axi_bready_o,
    .m_axi_arid_o,
    .m_axi_araddr_o,
    .m_axi_arlen_o,
    .m_axi_arsize_o,
    .m_axi_arburst_o,
    .m_axi_arcache_o,
    .m_axi_arprot_o,
    .m_axi_arvalid_o,
    .m_axi_arready_i,
    .m_axi_rid_i,
    .m_axi_rdata_i,
    .m_axi_rresp_i,
    .m_axi_rlast_i,
    .m_axi_rvalid_i,
    .m_axi_rready_o,
    .irq_o
  );

  assign reg_written_o = bvalid && bready;
  assign reg_addr_o    = awaddr;
  assign reg_data_o    = wdata;

  assign s_axil_bresp_o = bresp;
  assign s_axil_rresp_o = rresp;
  assign s_axil_rdata_o = rdata;

  axil_mux u_mux (
    .clk_i,
    .rst_ni,
    .a_awaddr_i (bridge_awaddr),
    .a_awvalid_i(bridge_awvalid),
    .a_awready_o(bridge_awready),
    .a_wdata_i  (bridge_wdata),
    .a_wstrb_i  (bridge_wstrb),
    .a_wvalid_i (bridge_wvalid),
    .a_wready_o (bridge_wready),
    .a_bvalid_o (bridge_bvalid),
    .a_bready_i (bridge_bready),
    .a_araddr_i (bridge_araddr),
    .a_arvalid_i(bridge_arvalid),
    .a_arready_o(bridge_arready),
    .a_rvalid_o (bridge_rvalid),
    .a_rready_i (bridge_rready),
    .b_awaddr_i (s_axil_awaddr_i),
    .b_awvalid_i(s_axil_awvalid_i),
    .b_awready_o(s_axil_awready_o),
    .b_wdata_i  (s_axil_wdata_i),
    .b_wstrb_i  (s_axil_wstrb_i),
    .b_wvalid_i (s_axil_wvalid_i),
    .b_wready_o (s_axil_wready_o),
    .b_bvalid_o (s_axil_bvalid_o),
    .b_bready_i (s_axil_bready_i),
    .b_araddr_i (s_axil_araddr_i),
    .b_arvalid_i(s_axil_arvalid_i),
    .b_arready_o(s_axil_arready_o),
    .b_rvalid_o (s_axil_rvalid_o),
    .b_rready_i (s_axil_rready_i),
    .awaddr_o   (awaddr),
    .awvalid_o  (awvalid),
    .awready_i  (awready),
    .wdata_o    (wdata),
    .wstrb_o    (wstrb),
    .wvalid_o   (wvalid),
    .wready_i   (wready),
    .bvalid_i   (bvalid),
    .bready_o   (bready),
    .araddr_o   (araddr),
    .arvalid_o  (arvalid),
    .arready_i  (arready),
    .rvalid_i   (rvalid),
    .rready_o   (rready)
  );

  uart_bridge #(
    .ClksPerBit(ClksPerBit),
    .AxiBytes  (AxiBytes)
  ) u_bridge (
    .clk_i,
    .rst_ni,
    .rx_i,
    .tx_o,
    .irq_i         (irq_o),
    .idle_o        (line_idle_o),
    .axil_awaddr_o (bridge_awaddr),
    .axil_awvalid_o(bridge_awvalid),
    .axil_awready_i(bridge_awready),
    .axil_wdata_o  (bridge_wdata),
    .axil_wstrb_o  (bridge_wstrb),
    .axil_wvalid_o (bridge_wvalid),
    .axil_wready_i (bridge_wready),
    .axil_bresp_i  (bresp),
    .axil_bvalid_i (bridge_bvalid),
    .axil_bready_o (bridge_bready),
    .axil_araddr_o (bridge_araddr),
    .axil_arvalid_o(bridge_arvalid),
    .axil_arready_i(bridge_arready),
    .axil_rdata_i  (rdata),
    .axil_rresp_i  (rresp),
    .axil_rvalid_i (bridge_rvalid),
    .axil_rready_o (bridge_rready),
    .axi_awaddr_o  (b_axi_awaddr_o),
    .axi_awvalid_o (b_axi_awvalid_o),
    .axi_awready_i (b_axi_awready_i),
    .axi_wdata_o   (b_axi_wdata_o),
    .axi_wstrb_o   (b_axi_wstrb_o),
    .axi_wvalid_o  (b_axi_wvalid_o),
    .axi_wready_i  (b_axi_wready_i),
    .axi_bresp_i   (b_axi_bresp_i),
    .axi_bvalid_i  (b_axi_bvalid_i),
    .axi_bready_o  (b_axi_bready_o),
    .axi_araddr_o  (b_axi_araddr_o),
    .axi_arvalid_o (b_axi_arvalid_o),
    .axi_arready_i (b_axi_arready_i),
    .axi_rdata_i   (b_axi_rdata_i),
    .axi_rresp_i   (b_axi_rresp_i),
    .axi_rvalid_i  (b_axi_rvalid_i),
    .axi_rready_o  (b_axi_rready_o)
  );

endmodule
