// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// One access at a time to registers (AXI4-Lite) or memory (AXI4, bursts of one beat).
///
/// start_i, while idle_o, begins an access; the inputs stay until done_o pulses, with rdata_o and
/// error_o, which keep their values until the next access. Registers use the low 32 bits of data.
/// Addresses are multiples of the width of the access. A UART brings a byte in 40 cycles or more,
/// so one beat at a time is fast enough; what a bus never answers is waited for without end.
module bridge_bus #(
  parameter int unsigned AxiBytes = 4
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  input  logic                  start_i,
  input  logic                  registers_i,  // not memory
  input  logic                  write_i,
  input  logic [63:0]           addr_i,
  input  logic [8*AxiBytes-1:0] wdata_i,
  input  logic [AxiBytes-1:0]   strobe_i,
  output logic                  idle_o,
  output logic                  done_o,
  output logic [8*AxiBytes-1:0] rdata_o,
  output logic                  error_o,

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

  logic aw_q, w_q, ar_q;  // offered and not yet taken
  logic busy_q, done_q, error_q, finish;
  logic aw_taken, w_taken, ar_taken, bvalid, rvalid;
  logic [1:0] bresp, rresp;
  logic [8*AxiBytes-1:0] rdata, rdata_q;

  assign aw_taken = registers_i ? axil_awready_i : axi_awready_i;
  assign w_taken  = registers_i ? axil_wready_i : axi_wready_i;
  assign ar_taken = registers_i ? axil_arready_i : axi_arready_i;
  assign bvalid   = registers_i ? axil_bvalid_i : axi_bvalid_i;
  assign rvalid   = registers_i ? axil_rvalid_i : axi_rvalid_i;
  assign bresp    = registers_i ? axil_bresp_i : axi_bresp_i;
  assign rresp    = registers_i ? axil_rresp_i : axi_rresp_i;
  assign rdata    = registers_i ? (8 * AxiBytes)'(axil_rdata_i) : axi_rdata_i;

  assign finish = busy_q && (write_i ? bvalid : rvalid);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      aw_q   <= 1'b0;
      w_q    <= 1'b0;
      ar_q   <= 1'b0;
      busy_q <= 1'b0;
      done_q <= 1'b0;
    end else begin
      aw_q   <= (start_i && write_i) || (aw_q && !aw_taken);
      w_q    <= (start_i && write_i) || (w_q && !w_taken);
      ar_q   <= (start_i && !write_i) || (ar_q && !ar_taken);
      busy_q <= start_i || (busy_q && !finish);
      done_q <= finish;
    end
  end

  always_ff @(posedge clk_i) begin
    if (finish) begin
      rdata_q <= rdata;
      error_q <= write_i ? bresp != 2'b00 : rresp != 2'b00;
    end
  end

  assign idle_o  = !busy_q && !done_q;
  assign done_o  = done_q;
  assign rdata_o = rdata_q;
  assign error_o = error_q;

  assign axil_awaddr_o  = addr_i[11:0];
  assign axil_araddr_o  = addr_i[11:0];
  assign axil_wdata_o   = wdata_i[31:0];
  assign axil_wstrb_o   = strobe_i[3:0];
  assign axil_awvalid_o = aw_q && registers_i;
  assign axil_wvalid_o  = w_q && registers_i;
  assign axil_arvalid_o = ar_q && registers_i;
  assign axil_bready_o  = 1'b1;
  assign axil_rready_o  = 1'b1;

  assign axi_awaddr_o  = addr_i;
  assign axi_araddr_o  = addr_i;
  assign axi_wdata_o   = wdata_i;
  assign axi_wstrb_o   = strobe_i;
  assign axi_awvalid_o = aw_q && !registers_i;
  assign axi_wvalid_o  = w_q && !registers_i;
  assign axi_arvalid_o = ar_q && !registers_i;
  assign axi_bready_o  = 1'b1;
  assign axi_rready_o  = 1'b1;

  `ASSERT(StartOnlyIdle, start_i |-> idle_o)
  `ASSERT(AccessStays, busy_q |-> $stable(registers_i) && $stable(write_i) && $stable(addr_i)
          && $stable(wdata_i) && $stable(strobe_i))
  `ASSERT(Aligned, start_i && !registers_i |-> addr_i[$clog2(AxiBytes)-1:0] == '0)
  `ASSERT(AnswerOfAnAccess, axil_bvalid_i || axil_rvalid_i || axi_bvalid_i || axi_rvalid_i |-> busy_q)
  `COVER(BusError, done_o && error_o)

endmodule
