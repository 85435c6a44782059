// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The AXI4-Lite slave: registers of rtl/isa, 32 bit each.
///
/// A write is accepted when address and data are both offered and no response is waiting; start_o
/// and reset_o pulse one cycle later, other registers change two cycles later. A read takes five
/// cycles from its address to its data; one is under way at a time. Addresses without a register
/// read 0; all responses are OKAY.
module registers #(
  parameter int unsigned ConfigHash = 0,
  localparam int unsigned IndexWidth = $clog2(isa_pkg::NumCounters + 1)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  // AXI4-Lite
  input  logic [11:0]           awaddr_i,
  input  logic                  awvalid_i,
  output logic                  awready_o,
  input  logic [31:0]           wdata_i,
  input  logic [3:0]            wstrb_i,
  input  logic                  wvalid_i,
  output logic                  wready_o,
  output logic                  bvalid_o,
  input  logic                  bready_i,
  input  logic [11:0]           araddr_i,
  input  logic                  arvalid_i,
  output logic                  arready_o,
  output logic [31:0]           rdata_o,
  output logic                  rvalid_o,
  input  logic                  rready_i,

  // control
  output logic                  start_o,
  output logic                  reset_o,
  output logic [63:0]           descriptor_o,
  output logic [3:0]            axi_cache_o,
  output logic [2:0]            axi_prot_o,
  input  logic [31:0]           status_i,
  input  logic [31:0]           error_place_i,
  input  logic [63:0]           error_addr_i,
  input  logic [63:0]           max_abs_i,

  // counters
  output logic [IndexWidth-1:0] counter_index_o,
  input  logic [63:0]           counter_data_i,  // two cycles after the index

  // interrupt
  input  logic                  irq_set_i,       // pulse: DONE or an error was set
  input  logic                  irq_drop_i,      // pulse: a launch begins
  output logic                  irq_o
);

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Writes
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic        write, write_q, bvalid_q;
  logic [11:0] waddr_q;
  logic [31:0] wdata_q;
  logic [3:0]  wstrb_q;

  assign write     = awvalid_i && wvalid_i && (!bvalid_q || bready_i);
  assign awready_o = write;
  assign wready_o  = write;
  assign bvalid_o  = bvalid_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q  <= 1'b0;
      bvalid_q <= 1'b0;
    end else begin
      write_q  <= write;
      bvalid_q <= write || (bvalid_q && !bready_i);
    end
  end

  always_ff @(posedge clk_i) begin
    if (write) begin
      waddr_q <= awaddr_i;
      wdata_q <= wdata_i;
      wstrb_q <= wstrb_i;
    end
  end

  // The written bytes in place of a register's.
  function automatic logic [31:0] merged(logic [31:0] now, logic [31:0] data, logic [3:0] strobe);
    for (int unsigned i = 0; i < 4; i++) begin
      merged[8*i+:8] = strobe[i] ? data[8*i+:8] : now[8*i+:8];
    end
  endfunction

  function automatic logic addressed(logic [11:2] addr, int unsigned register);
    addressed = addr == 10'(register >> 2);
  endfunction

  logic        control, start_q, reset_q, irq_clear, irq_enable_q;
  logic [63:0] descriptor_q;
  logic [6:0]  axi_q;

  // START acts one cycle after its write, so it is decoded in the cycle of the write.
  assign control   = write && wstrb_i[0] && addressed(awaddr_i[11:2], isa_pkg::RegControl);
  assign irq_clear = write_q && wstrb_q[0] && addressed(waddr_q[11:2], isa_pkg::RegIrqClear)
      && wdata_q[0];
  assign start_o   = start_q;
  assign reset_o   = reset_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      start_q <= 1'b0;
      reset_q <= 1'b0;
    end else begin
      start_q <= control && wdata_i[isa_pkg::ControlStartBit] && !wdata_i[isa_pkg::ControlResetBit];
      reset_q <= control && wdata_i[isa_pkg::ControlResetBit];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      irq_enable_q <= 1'b0;
      axi_q        <= '0;
      descriptor_q <= '0;
    end else if (write_q) begin
      if (wstrb_q[0] && addressed(waddr_q[11:2], isa_pkg::RegIrqEnable)) irq_enable_q <= wdata_q[0];
      if (wstrb_q[0] && addressed(waddr_q[11:2], isa_pkg::RegAxi)) axi_q <= wdata_q[6:0];
      if (addressed(waddr_q[11:2], isa_pkg::RegDescriptor)) begin
        descriptor_q[31:0] <= merged(descriptor_q[31:0], wdata_q, wstrb_q);
      end
      if (addressed(waddr_q[11:2], isa_pkg::RegDescriptor + 4)) begin
        descriptor_q[63:32] <= merged(descriptor_q[63:32], wdata_q, wstrb_q);
      end
    end
  end

  assign descriptor_o = descriptor_q;
  assign axi_cache_o  = axi_q[isa_pkg::AxiCacheLsb+:isa_pkg::AxiCacheWidth];
  assign axi_prot_o   = axi_q[isa_pkg::AxiProtLsb+:isa_pkg::AxiProtWidth];

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Interrupt
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic pending_q, irq_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      pending_q <= 1'b0;
      irq_q     <= 1'b0;
    end else begin
      pending_q <= irq_set_i || (pending_q && !irq_clear && !irq_drop_i);
      irq_q     <= pending_q && irq_enable_q;
    end
  end

  assign irq_o = irq_q;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Reads: address 1, counter memory 2, its carry 3, selection 4, data 5
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic        read, pending_read_q, rvalid_q, is_counter, is_clock, is_clock_high;
  logic [3:0]  read_q;
  logic [11:0] raddr_q;
  logic [31:0] plain_d, plain_q, clock_high_q, rdata_q, counter_word;

  assign read      = arvalid_i && arready_o;
  assign arready_o = !pending_read_q;
  assign rvalid_o  = rvalid_q;
  assign rdata_o   = rdata_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      read_q         <= '0;
      pending_read_q <= 1'b0;
      rvalid_q       <= 1'b0;
    end else begin
      read_q         <= {read_q[2:0], read};
      pending_read_q <= read || (pending_read_q && !(rvalid_q && rready_i));
      rvalid_q       <= read_q[3] || (rvalid_q && !rready_i);
    end
  end

  // Counters start at 0x100, 8 bytes each; the free clock is the one behind the last.
  localparam int unsigned FirstCounter = isa_pkg::RegCounters / 8;
  localparam int unsigned LastCounter  = FirstCounter + isa_pkg::NumCounters - 1;

  assign is_counter    = raddr_q[11:3] >= 9'(FirstCounter) && raddr_q[11:3] <= 9'(LastCounter);
  assign is_clock      = addressed(raddr_q[11:2], isa_pkg::RegFreeClock);
  assign is_clock_high = addressed(raddr_q[11:2], isa_pkg::RegFreeClock + 4);

  assign counter_index_o = is_counter ? IndexWidth'(raddr_q[11:3] - 9'(FirstCounter))
                                      : IndexWidth'(isa_pkg::NumCounters);
  assign counter_word    = raddr_q[2] ? counter_data_i[63:32] : counter_data_i[31:0];

  always_comb begin
    unique case ({20'b0, raddr_q[11:2], 2'b00})
      isa_pkg::RegID:             plain_d = isa_pkg::ID;
      isa_pkg::RegVersion:        plain_d = isa_pkg::Version;
      isa_pkg::RegConfigHash:     plain_d = ConfigHash;
      isa_pkg::RegStatus:         plain_d = status_i;
      isa_pkg::RegErrorPlace:     plain_d = error_place_i;
      isa_pkg::RegErrorAddr:      plain_d = error_addr_i[31:0];
      isa_pkg::RegErrorAddr + 4:  plain_d = error_addr_i[63:32];
      isa_pkg::RegIrqEnable:      plain_d = 32'(irq_enable_q);
      isa_pkg::RegAxi:            plain_d = 32'(axi_q);
      isa_pkg::RegDescriptor:     plain_d = descriptor_q[31:0];
      isa_pkg::RegDescriptor + 4: plain_d = descriptor_q[63:32];
      isa_pkg::RegMaxAbs:         plain_d = max_abs_i[31:0];
      isa_pkg::RegMaxAbs + 4:     plain_d = max_abs_i[63:32];
      default:                    plain_d = '0;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (read) raddr_q <= araddr_i;
    plain_q <= plain_d;
    if (read_q[3]) begin
      if (is_counter || is_clock) rdata_q <= counter_word;
      else if (is_clock_high) rdata_q <= clock_high_q;
      else rdata_q <= plain_q;
      // The halves of the free clock belong together; the low one is read first.
      if (is_clock) clock_high_q <= counter_data_i[63:32];
    end
  end

  logic unused_addr;
  assign unused_addr = ^{waddr_q[1:0], raddr_q[1:0]};

endmodule
