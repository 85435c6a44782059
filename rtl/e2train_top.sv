// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The accelerator: AXI4-Lite slave for registers, AXI4 master for DRAM, interrupt.
///
/// The contract, cycle by cycle, is the documentation of package rtl/isa. The parameters are the
/// fields of isa.Config; the defaults are configuration "tiny".
///
/// Reset is synchronous and active low; while it lasts, all AXI outputs that start a transfer are
/// low. RREADY and BREADY are always high; an address, once offered, stays until it is taken; no
/// write data are offered before the address of their burst was taken.
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

endmodule
