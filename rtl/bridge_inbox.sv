// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Keeps the requests that arrived whole until they are carried out.
///
/// frame_valid_o says that there is one, of frame_length_o bytes without its CRC; get_i in cycle t
/// moves on to its next byte, which is on byte_o in t+2 and stays; drop_i, after or before the
/// last byte, frees it. Frames that find no room are lost, as damaged ones are. The ring holds the
/// bytes of a window of the longest frames.
module bridge_inbox #(
  parameter int unsigned MaxBytes = 528,
  parameter int unsigned Ring     = 4096,
  parameter int unsigned Frames   = 8,
  localparam int unsigned LengthBits = $clog2(MaxBytes + 1),
  localparam int unsigned AddrBits   = $clog2(Ring)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,

  // from the frame_receiver
  input  logic                  byte_valid_i,
  input  logic [7:0]            byte_i,
  input  logic                  good_i,
  input  logic                  bad_i,
  input  logic [LengthBits-1:0] length_i,

  output logic                  frame_valid_o,
  output logic [LengthBits-1:0] frame_length_o,
  input  logic                  get_i,
  output logic [7:0]            byte_o,
  input  logic                  drop_i
);

  localparam int unsigned CrcBytes  = 4;
  localparam int unsigned FrameBits = $clog2(Frames);

  logic [AddrBits-1:0]   write_q, begin_q, read_q, free_q, frame_end;
  logic [FrameBits:0]    frames_q;
  logic                  full_q, lost_q, push, store;

  assign store = byte_valid_i && !full_q && !lost_q;
  assign push  = good_i && !lost_q && frames_q != (FrameBits + 1)'(Frames);

  // A frame that met a full ring is lost as a whole.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      lost_q <= 1'b0;
      full_q <= 1'b0;
    end else begin
      lost_q <= !good_i && !bad_i && (lost_q || (byte_valid_i && full_q));
      full_q <= write_q + AddrBits'(2) == free_q || write_q + AddrBits'(1) == free_q;
    end
  end

  // A frame begins behind the last good one; what a bad one wrote is overwritten.
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= '0;
      begin_q <= '0;
    end else if (good_i || bad_i) begin
      write_q <= push ? write_q : begin_q;
      if (push) begin_q <= write_q;
    end else if (store) begin
      write_q <= write_q + AddrBits'(1);
    end
  end

  ram_sdp #(
    .Width(8),
    .Depth(Ring)
  ) u_ring (
    .clk_i,
    .we_i   (store),
    .waddr_i(write_q),
    .wdata_i(byte_i),
    .re_i   (get_i),
    .raddr_i(read_q),
    .rdata_o(byte_o)
  );

  queue #(
    .Width(LengthBits + AddrBits),
    .Depth(Frames)
  ) u_frames (
    .clk_i,
    .rst_ni,
    .clear_i(1'b0),
    .push_i (push),
    .data_i ({length_i - LengthBits'(CrcBytes), write_q}),
    .pop_i  (drop_i),
    .valid_o(frame_valid_o),
    .head_o ({frame_length_o, frame_end})
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      read_q   <= '0;
      free_q   <= '0;
      frames_q <= '0;
    end else begin
      if (drop_i) begin
        read_q <= frame_end;
        free_q <= frame_end;
      end else if (get_i) begin
        read_q <= read_q + AddrBits'(1);
      end
      frames_q <= frames_q + (FrameBits + 1)'(push) - (FrameBits + 1)'(drop_i);
    end
  end

  `ASSERT(OnlyItsBytes, get_i || drop_i |-> frame_valid_o)
  `ASSERT(Framed, !(byte_valid_i && (good_i || bad_i)))
  `COVER(RingFull, byte_valid_i && full_q)

endmodule
