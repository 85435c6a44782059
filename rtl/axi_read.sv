// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The read channel, shared by the fetch unit and the load engine, which are never active at the
/// same time: select_load_i says whose bursts are offered.
///
/// A burst offered in cycle t is on the bus in t, unless 8 bursts are in flight; a burst leaves
/// that count in the cycle after its last beat. Beats are registered: what arrives in cycle t is
/// on beat_*_o in t+1. RREADY is always high.
module axi_read #(
  parameter int unsigned AxiBytes = 4
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  // bursts to read
  input  logic                  select_load_i,
  input  logic                  fetch_valid_i,
  output logic                  fetch_ready_o,
  input  logic [63:0]           fetch_addr_i,
  input  logic [3:0]            fetch_len_i,
  input  logic                  load_valid_i,
  output logic                  load_ready_o,
  input  logic [63:0]           load_addr_i,
  input  logic [3:0]            load_len_i,
  input  logic                  load_last_i,     // of an instruction

  // beats that arrived
  output logic                  beat_valid_o,
  output logic [8*AxiBytes-1:0] beat_data_o,
  output logic                  beat_last_o,     // last of the last burst of an instruction
  output logic                  beat_error_o,    // its response was not OKAY
  output logic [63:0]           beat_addr_o,     // of the burst, for errors

  output logic                  idle_o,          // nothing offered, nothing in flight
  output logic                  count_burst_o,
  output logic                  count_beat_o,

  // AXI4
  output logic [63:0]           araddr_o,
  output logic [3:0]            arlen_o,
  output logic                  arvalid_o,
  input  logic                  arready_i,
  input  logic [8*AxiBytes-1:0] rdata_i,
  input  logic [1:0]            rresp_i,
  input  logic                  rlast_i,
  input  logic                  rvalid_i,
  output logic                  rready_o
);

  logic       valid, accepted, ended, full_q, idle_q;
  logic [3:0] flying_d, flying_q;  // bursts in flight

  assign valid     = select_load_i ? load_valid_i : fetch_valid_i;
  assign araddr_o  = select_load_i ? load_addr_i : fetch_addr_i;
  assign arlen_o   = select_load_i ? load_len_i : fetch_len_i;
  assign arvalid_o = valid && !full_q;
  assign rready_o  = 1'b1;

  assign load_ready_o  = select_load_i && arready_i && !full_q;
  assign fetch_ready_o = !select_load_i && arready_i && !full_q;

  assign accepted = arvalid_o && arready_i;
  assign ended    = rvalid_i && rlast_i;
  assign idle_o   = idle_q;

  always_comb begin
    flying_d = flying_q;
    if (accepted && !ended) flying_d = flying_q + 4'd1;
    if (ended && !accepted) flying_d = flying_q - 4'd1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      flying_q <= '0;
      full_q   <= 1'b0;
      idle_q   <= 1'b1;
    end else begin
      flying_q <= flying_d;
      full_q   <= flying_d == 4'(isa_pkg::MaxOutstanding);
      idle_q   <= flying_d == '0 && !valid;
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Which burst a beat belongs to
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [63:0] burst_addr;
  logic        burst_last, unused_burst_valid;

  queue #(
    .Width(65),
    .Depth(isa_pkg::MaxOutstanding)
  ) u_bursts (
    .clk_i,
    .rst_ni,
    .clear_i(1'b0),
    .push_i (accepted),
    .data_i ({select_load_i && load_last_i, araddr_o}),
    .pop_i  (ended),
    .valid_o(unused_burst_valid),
    .head_o ({burst_last, burst_addr})
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      beat_valid_o <= 1'b0;
    end else begin
      beat_valid_o <= rvalid_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rvalid_i) begin
      beat_data_o  <= rdata_i;
      beat_last_o  <= rlast_i && burst_last;
      beat_error_o <= rresp_i != 2'b00;
      beat_addr_o  <= burst_addr;
    end
  end

  assign count_burst_o = accepted;
  assign count_beat_o  = beat_valid_o;

  `ASSERT(NoMoreThanEight, flying_q <= 4'(isa_pkg::MaxOutstanding))
  `ASSERT(BeatOfSomeBurst, rvalid_i |-> flying_q != '0)
  `ASSERT(AddressStays, arvalid_o && !arready_i |=>
          arvalid_o && $stable(araddr_o) && $stable(arlen_o))
  `COVER(EightInFlight, valid && full_q)

endmodule
