// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Two AXI4-Lite masters at one slave, each access as a whole: a_* first where both begin at once.
///
/// Reads and writes are independent. An access that is offered in cycle t is at the slave in t+1,
/// and its response at the master in the cycle in which the slave gives it. A master offers one
/// access of each kind at a time.
module axil_mux (
  input  logic        clk_i,
  input  logic        rst_ni,

  // first master
  input  logic [11:0] a_awaddr_i,
  input  logic        a_awvalid_i,
  output logic        a_awready_o,
  input  logic [31:0] a_wdata_i,
  input  logic [3:0]  a_wstrb_i,
  input  logic        a_wvalid_i,
  output logic        a_wready_o,
  output logic        a_bvalid_o,
  input  logic        a_bready_i,
  input  logic [11:0] a_araddr_i,
  input  logic        a_arvalid_i,
  output logic        a_arready_o,
  output logic        a_rvalid_o,
  input  logic        a_rready_i,

  // second master
  input  logic [11:0] b_awaddr_i,
  input  logic        b_awvalid_i,
  output logic        b_awready_o,
  input  logic [31:0] b_wdata_i,
  input  logic [3:0]  b_wstrb_i,
  input  logic        b_wvalid_i,
  output logic        b_wready_o,
  output logic        b_bvalid_o,
  input  logic        b_bready_i,
  input  logic [11:0] b_araddr_i,
  input  logic        b_arvalid_i,
  output logic        b_arready_o,
  output logic        b_rvalid_o,
  input  logic        b_rready_i,

  // slave; the data and responses that it gives go to both masters
  output logic [11:0] awaddr_o,
  output logic        awvalid_o,
  input  logic        awready_i,
  output logic [31:0] wdata_o,
  output logic [3:0]  wstrb_o,
  output logic        wvalid_o,
  input  logic        wready_i,
  input  logic        bvalid_i,
  output logic        bready_o,
  output logic [11:0] araddr_o,
  output logic        arvalid_o,
  input  logic        arready_i,
  input  logic        rvalid_i,
  output logic        rready_o
);

  logic write_a_q, write_b_q;  // whose write is under way
  logic read_a_q, read_b_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_a_q <= 1'b0;
      write_b_q <= 1'b0;
    end else if (!write_a_q && !write_b_q) begin
      write_a_q <= a_awvalid_i || a_wvalid_i;
      write_b_q <= (b_awvalid_i || b_wvalid_i) && !a_awvalid_i && !a_wvalid_i;
    end else if (bvalid_i && bready_o) begin
      write_a_q <= 1'b0;
      write_b_q <= 1'b0;
    end
  end

  assign awaddr_o    = write_a_q ? a_awaddr_i : b_awaddr_i;
  assign wdata_o     = write_a_q ? a_wdata_i : b_wdata_i;
  assign wstrb_o     = write_a_q ? a_wstrb_i : b_wstrb_i;
  assign awvalid_o   = (write_a_q && a_awvalid_i) || (write_b_q && b_awvalid_i);
  assign wvalid_o    = (write_a_q && a_wvalid_i) || (write_b_q && b_wvalid_i);
  assign bready_o    = (write_a_q && a_bready_i) || (write_b_q && b_bready_i);
  assign a_awready_o = write_a_q && awready_i;
  assign b_awready_o = write_b_q && awready_i;
  assign a_wready_o  = write_a_q && wready_i;
  assign b_wready_o  = write_b_q && wready_i;
  assign a_bvalid_o  = write_a_q && bvalid_i;
  assign b_bvalid_o  = write_b_q && bvalid_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      read_a_q <= 1'b0;
      read_b_q <= 1'b0;
    end else if (!read_a_q && !read_b_q) begin
      read_a_q <= a_arvalid_i;
      read_b_q <= b_arvalid_i && !a_arvalid_i;
    end else if (rvalid_i && rready_o) begin
      read_a_q <= 1'b0;
      read_b_q <= 1'b0;
    end
  end

  assign araddr_o    = read_a_q ? a_araddr_i : b_araddr_i;
  assign arvalid_o   = (read_a_q && a_arvalid_i) || (read_b_q && b_arvalid_i);
  assign rready_o    = (read_a_q && a_rready_i) || (read_b_q && b_rready_i);
  assign a_arready_o = read_a_q && arready_i;
  assign b_arready_o = read_b_q && arready_i;
  assign a_rvalid_o  = read_a_q && rvalid_i;
  assign b_rvalid_o  = read_b_q && rvalid_i;

  `ASSERT(OneOwner, !(write_a_q && write_b_q) && !(read_a_q && read_b_q))
  `ASSERT(WriteResponseHasOwner, bvalid_i |-> write_a_q || write_b_q)
  `ASSERT(ReadDataHaveOwner, rvalid_i |-> read_a_q || read_b_q)
  `COVER(BothWrite, a_awvalid_i && b_awvalid_i)
  `COVER(BothRead, a_arvalid_i && b_arvalid_i)

endmodule
