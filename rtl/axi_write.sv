// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The write channel: addresses and data of the store engine's bursts, and their responses.
///
/// A burst offered in cycle t is on the bus in t, unless 8 bursts are in flight; a burst leaves
/// that count in the cycle after its response. Data of a burst are offered from the cycle after its
/// address was offered (a slave may wait for both before it takes either), as long as there are
/// any: the store engine sees to it that they do not run out within a burst. release_o and done_o are combinational from the last beat and the response
/// of an instruction's last burst, with the signal masks that came with its address. BREADY is
/// always high.
module axi_write #(
  parameter int unsigned AxiBytes = 4
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  // bursts to write
  input  logic                  burst_valid_i,
  output logic                  burst_ready_o,
  input  logic [63:0]           burst_addr_i,
  input  logic [3:0]            burst_len_i,
  input  logic                  burst_last_i,    // of an instruction
  input  logic [7:0]            done_mask_i,     // of that instruction
  input  logic [7:0]            release_mask_i,

  // their data
  input  logic                  beat_valid_i,
  output logic                  beat_ready_o,
  input  logic [8*AxiBytes-1:0] beat_data_i,

  // ends of instructions
  output logic                  release_o,
  output logic [7:0]            release_mask_o,
  output logic                  done_o,
  output logic [7:0]            done_mask_o,

  output logic                  idle_o,          // nothing offered, nothing in flight
  output logic                  error_o,         // a response is not OKAY
  output logic [63:0]           error_addr_o,    // its burst
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

  logic       accepted, offered_q, full_q, idle_q;
  logic [3:0] flying_d, flying_q;  // bursts without a response

  assign awaddr_o      = burst_addr_i;
  assign awlen_o       = burst_len_i;
  assign awvalid_o     = burst_valid_i && !full_q;
  assign burst_ready_o = awready_i && !full_q;
  assign bready_o      = 1'b1;

  assign accepted = awvalid_o && awready_i;
  assign idle_o   = idle_q;

  always_comb begin
    flying_d = flying_q;
    if (accepted && !bvalid_i) flying_d = flying_q + 4'd1;
    if (bvalid_i && !accepted) flying_d = flying_q - 4'd1;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      flying_q  <= '0;
      full_q    <= 1'b0;
      idle_q    <= 1'b1;
      offered_q <= 1'b0;
    end else begin
      offered_q <= awvalid_o && !awready_i;
      flying_q  <= flying_d;
      full_q    <= flying_d == 4'(isa_pkg::MaxOutstanding);
      idle_q    <= flying_d == '0 && !burst_valid_i;
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Data
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic       data_valid, data_last, sent;
  logic [3:0] data_len, beat_q;
  logic [7:0] data_release;

  queue #(
    .Width(13),
    .Depth(isa_pkg::MaxOutstanding)
  ) u_data (
    .clk_i,
    .rst_ni,
    .clear_i(1'b0),
    .push_i (awvalid_o && !offered_q),
    .data_i ({release_mask_i, burst_last_i, burst_len_i}),
    .pop_i  (sent && wlast_o),
    .valid_o(data_valid),
    .head_o ({data_release, data_last, data_len})
  );

  assign wvalid_o     = data_valid && beat_valid_i;
  assign wdata_o      = beat_data_i;
  assign wlast_o      = beat_q == data_len;
  assign sent         = wvalid_o && wready_i;
  assign beat_ready_o = data_valid && wready_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      beat_q <= '0;
    end else if (sent) begin
      beat_q <= wlast_o ? '0 : beat_q + 4'd1;
    end
  end

  assign release_o      = sent && wlast_o && data_last;
  assign release_mask_o = data_release;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Responses
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic response_last, unused_response_valid;

  queue #(
    .Width(73),
    .Depth(isa_pkg::MaxOutstanding)
  ) u_responses (
    .clk_i,
    .rst_ni,
    .clear_i(1'b0),
    .push_i (accepted),
    .data_i ({done_mask_i, burst_last_i, burst_addr_i}),
    .pop_i  (bvalid_i),
    .valid_o(unused_response_valid),
    .head_o ({done_mask_o, response_last, error_addr_o})
  );

  assign done_o  = bvalid_i && response_last;
  assign error_o = bvalid_i && bresp_i != 2'b00;

  assign count_burst_o = accepted;
  assign count_beat_o  = sent;

  `ASSERT(NoMoreThanEight, flying_q <= 4'(isa_pkg::MaxOutstanding))
  `ASSERT(ResponseOfSomeBurst, bvalid_i |-> flying_q != '0)
  `ASSERT(AddressStays, awvalid_o && !awready_i |=>
          awvalid_o && $stable(awaddr_o) && $stable(awlen_o))
  `ASSERT(DataStay, wvalid_o && !wready_i |=>
          wvalid_o && $stable(wdata_o) && $stable(wlast_o))
  // Once the first beat of a burst is there, the others follow without a gap.
  `ASSERT(DataDoNotRunOut, data_valid && (beat_q != '0 || $past(wvalid_o && !wready_i))
          |-> beat_valid_i)
  `COVER(EightInFlight, burst_valid_i && full_q)
  `COVER(DataBeforeAddressIsTaken, sent && offered_q)

endmodule
