// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Receiver of a UART: 8 data bits, no parity, one stop bit.
///
/// A bit is the majority of three samples around its middle, so a pulse of one clock is no start
/// bit and spoils no other. Latency: two cycles of synchronization; valid_o or error_o pulse one
/// cycle after the last sample of the stop bit, which leaves half a bit of tolerance for the next
/// start. error_o says that the stop bit was 0; then nothing is received until the line is 1.
/// ClksPerBit is at least 4. Both clocks together may be off by 4 % of a bit, less where
/// ClksPerBit is small: one sample of ten bits.
module uart_rx #(
  parameter int unsigned ClksPerBit = 4,
  localparam int unsigned CountBits = $clog2(ClksPerBit)
) (
  input  logic       clk_i,
  input  logic       rst_ni,
  input  logic       rx_i,
  output logic       valid_o,
  output logic [7:0] data_o,
  output logic       error_o
);

  localparam logic [3:0] StopBit = 4'd9;

  logic [1:0]           sync_q;
  logic [2:0]           sample_q;  // the newest is sample_q[0]
  logic                 line;      // majority of the samples
  logic                 busy_q, held_q, sample;
  logic [CountBits-1:0] count_q;   // to the last sample of a bit
  logic [3:0]           bit_q;     // 0 is the start bit
  logic [7:0]           data_q;
  logic                 valid_q, error_q;

  assign line   = (sample_q[0] && sample_q[1]) || (sample_q[0] && sample_q[2])
      || (sample_q[1] && sample_q[2]);
  assign sample = busy_q && count_q == '0;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      sync_q   <= '1;
      sample_q <= '1;
    end else begin
      sync_q   <= {sync_q[0], rx_i};
      sample_q <= {sample_q[1:0], sync_q[1]};
    end
  end

  // The cycle in which sample_q[0] is the first 0 has sample 0 of the start bit; the last of the
  // three around the middle is ClksPerBit / 2 + 1.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      held_q <= 1'b0;
    end else if (!busy_q) begin
      held_q <= held_q && !sample_q[0];
      busy_q <= !held_q && !sample_q[0];
    end else if (sample) begin
      if (bit_q == '0 && line) busy_q <= 1'b0;
      if (bit_q == StopBit) begin
        busy_q <= 1'b0;
        held_q <= !line;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!busy_q) begin
      count_q <= CountBits'(ClksPerBit / 2);
      bit_q   <= '0;
    end else if (sample) begin
      count_q <= CountBits'(ClksPerBit - 1);
      bit_q   <= bit_q + 4'd1;
      if (bit_q != StopBit) data_q <= {line, data_q[7:1]};
    end else begin
      count_q <= count_q - CountBits'(1);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      error_q <= 1'b0;
    end else begin
      valid_q <= sample && bit_q == StopBit && line;
      error_q <= sample && bit_q == StopBit && !line;
    end
  end

  assign valid_o = valid_q;
  assign error_o = error_q;
  assign data_o  = data_q;

  `ASSERT_INIT(EnoughClocks, ClksPerBit >= 4)
  `ASSERT(OneOrTheOther, !(valid_o && error_o))
  `ASSERT(BitsOfAByte, busy_q |-> bit_q <= StopBit)
  `COVER(FramingError, error_o)

endmodule
