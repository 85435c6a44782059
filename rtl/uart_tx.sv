// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Transmitter of a UART: 8 data bits, no parity, one stop bit.
///
/// A byte is taken in the cycle in which valid_i and ready_o are 1; its start bit is on the line
/// from the next cycle on. ready_o is 1 again after the stop bit: a byte every 10 * ClksPerBit + 1
/// cycles.
module uart_tx #(
  parameter int unsigned ClksPerBit = 4,
  localparam int unsigned CountBits = $clog2(ClksPerBit)
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       valid_i,
  output logic       ready_o,
  input  logic [7:0] data_i,
  output logic       tx_o
);

  logic                 busy_q, tx_q;
  logic [CountBits-1:0] count_q;  // cycles that the bit on the line has left
  logic [3:0]           left_q;   // bits behind it
  logic [8:0]           shift_q;  // those bits, the next one low

  assign ready_o = !busy_q;
  assign tx_o    = tx_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      tx_q   <= 1'b1;
    end else if (!busy_q) begin
      busy_q <= valid_i;
      tx_q   <= !valid_i;
    end else if (count_q == '0) begin
      busy_q <= left_q != '0;
      tx_q   <= shift_q[0];
    end
  end

  always_ff @(posedge clk_i) begin
    if (!busy_q) begin
      count_q <= CountBits'(ClksPerBit - 1);
      left_q  <= 4'd9;
      shift_q <= {1'b1, data_i};
    end else if (count_q == '0) begin
      count_q <= CountBits'(ClksPerBit - 1);
      left_q  <= left_q - 4'd1;
      shift_q <= {1'b1, shift_q[8:1]};
    end else begin
      count_q <= count_q - CountBits'(1);
    end
  end

  `ASSERT_INIT(EnoughClocks, ClksPerBit >= 4)
  `ASSERT(ByteStays, valid_i && !ready_o |=> valid_i && $stable(data_i))
  `ASSERT(IdleIsHigh, !busy_q |-> tx_o)

endmodule
