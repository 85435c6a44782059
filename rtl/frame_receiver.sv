// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Finds frames in the bytes of a line: flags, escapes, CRC. The protocol is the documentation of
/// package driver/serial/frame.
///
/// A byte of a frame, CRC included, is on byte_o in the cycle of the byte that brought it. At the
/// flag behind a frame either good_o pulses, with the number of its bytes on length_o, or bad_o:
/// CRC wrong, more than MaxBytes or fewer than MinBytes, an escape left open, or error_i since
/// the flag before it. Bytes behind the MaxBytes-th are not shown.
module frame_receiver #(
  parameter int unsigned MaxBytes = 528,
  parameter int unsigned MinBytes = 16,
  localparam int unsigned LengthBits = $clog2(MaxBytes + 1)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  // from the line
  input  logic                  valid_i,
  input  logic [7:0]            data_i,
  input  logic                  error_i,   // instead of a byte

  output logic                  byte_valid_o,
  output logic [7:0]            byte_o,
  output logic                  good_o,
  output logic                  bad_o,
  output logic [LengthBits-1:0] length_o
);

  localparam logic [7:0]  Flag    = 8'h7e;
  localparam logic [7:0]  Escape  = 8'h7d;
  localparam logic [7:0]  Flip    = 8'h20;
  localparam logic [31:0] Residue = 32'hdebb20e3;

  logic                  spoilt_q, escaped_q, flag, escape;
  logic [LengthBits-1:0] length_q;
  logic [31:0]           crc_q, crc_next;
  logic                  full, sound, ends;

  assign flag         = valid_i && data_i == Flag;
  assign escape       = valid_i && data_i == Escape && !escaped_q;
  assign full         = length_q == LengthBits'(MaxBytes);
  assign byte_o       = escaped_q ? data_i ^ Flip : data_i;
  assign byte_valid_o = valid_i && !flag && !escape && !spoilt_q && !full;
  assign length_o     = length_q;

  crc32_step u_crc (
    .crc_i (crc_q),
    .data_i(byte_o),
    .crc_o (crc_next)
  );

  // Nothing between two flags is no frame, neither good nor bad.
  assign sound  = !spoilt_q && !escaped_q && length_q >= LengthBits'(MinBytes) && crc_q == Residue;
  assign ends   = flag && (length_q != '0 || spoilt_q || escaped_q);
  assign good_o = ends && sound;
  assign bad_o  = ends && !sound;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      spoilt_q  <= 1'b1;  // until the first flag
      escaped_q <= 1'b0;
      length_q  <= '0;
    end else if (error_i) begin
      spoilt_q <= 1'b1;
    end else if (flag) begin
      spoilt_q  <= 1'b0;
      escaped_q <= 1'b0;
      length_q  <= '0;
    end else if (valid_i) begin
      spoilt_q  <= spoilt_q || (full && !escape);
      escaped_q <= escape;
      if (byte_valid_o) length_q <= length_q + LengthBits'(1);
    end
  end

  always_ff @(posedge clk_i) begin
    if (flag) begin
      crc_q <= '1;
    end else if (byte_valid_o) begin
      crc_q <= crc_next;
    end
  end

  `ASSERT(NotBoth, !(valid_i && error_i) && !(good_o && bad_o))
  `ASSERT(Bounded, length_q <= LengthBits'(MaxBytes))
  `COVER(BadFrame, bad_o)

endmodule
