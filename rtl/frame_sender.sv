// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Sends frames: flag, head, data, CRC, flag, with escapes. The protocol is the documentation of
/// package driver/serial/frame.
///
/// start_i, while idle_o, begins a frame; kind_i, sequence_i, length_i stay until idle_o is 1
/// again. Data come from a block RAM: data_re_o in cycle t asks for byte data_index_o of the
/// frame's data, which is on data_i in t+2. A byte takes four cycles more than the transmitter.
module frame_sender #(
  parameter int unsigned MaxData = 512,
  localparam int unsigned IndexBits  = $clog2(MaxData),
  localparam int unsigned LengthBits = $clog2(MaxData + 1)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  start_i,
  output logic                  idle_o,
  input  logic [7:0]            kind_i,
  input  logic [7:0]            sequence_i,
  input  logic [LengthBits-1:0] length_i,

  output logic                  data_re_o,
  output logic [IndexBits-1:0]  data_index_o,
  input  logic [7:0]            data_i,

  // to the transmitter
  output logic                  valid_o,
  input  logic                  ready_i,
  output logic [7:0]            byte_o
);

  localparam logic [7:0] Flag   = 8'h7e;
  localparam logic [7:0] Escape = 8'h7d;
  localparam logic [7:0] Flip   = 8'h20;

  typedef enum logic [2:0] {
    Idle,    // nothing to send
    Open,    // offers the flag before
    Ask,     // asks for a byte
    Wait,    // for the block RAM
    Take,    // takes the byte
    Mark,    // offers the escape before it
    Offer,   // offers it
    Close    // offers the flag behind
  } state_e;

  typedef enum logic [1:0] { Head, Data, Crc } part_e;

  state_e                state_d, state_q;
  part_e                 part_d, part_q;
  logic [LengthBits-1:0] index_d, index_q;  // of the byte within its part
  logic [LengthBits-1:0] final_q;           // index of the last byte of data
  logic [7:0]            byte_d, byte_q, crc_byte;
  logic [31:0]           crc_q, crc_next;
  logic [15:0]           length;
  logic                  special, last, sent;

  assign length  = 16'(length_i);
  assign special = byte_q == Flag || byte_q == Escape;
  assign sent    = state_q == Offer && ready_i;
  assign idle_o  = state_q == Idle;

  assign data_re_o    = state_q == Ask;
  assign data_index_o = index_q[IndexBits-1:0];

  assign crc_byte = ~crc_q[8*index_q[1:0]+:8];

  always_comb begin
    unique case (part_q)
      Head: begin
        unique case (index_q[1:0])
          2'd0: byte_d = kind_i;
          2'd1: byte_d = sequence_i;
          2'd2: byte_d = length[7:0];
          2'd3: byte_d = length[15:8];
        endcase
      end
      Data:    byte_d = data_i;
      default: byte_d = crc_byte;
    endcase
  end

  // The part and the byte in it that follow.
  assign last = part_q == Data ? index_q == final_q : index_q[1:0] == 2'd3;

  always_comb begin
    part_d  = part_q;
    index_d = index_q;
    if (start_i) begin
      part_d  = Head;
      index_d = '0;
    end else if (sent) begin
      index_d = last ? '0 : index_q + LengthBits'(1);
      if (last) part_d = part_q == Head && length_i != '0 ? Data : Crc;
    end
  end

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      Idle:  if (start_i) state_d = Open;
      Open:  if (ready_i) state_d = Ask;
      Ask:   state_d = Wait;
      Wait:  state_d = Take;
      Take:  state_d = byte_d == Flag || byte_d == Escape ? Mark : Offer;
      Mark:  if (ready_i) state_d = Offer;
      Offer: if (ready_i) state_d = part_q == Crc && last ? Close : Ask;
      Close: if (ready_i) state_d = Idle;
    endcase
  end

  always_comb begin
    unique case (state_q)
      Open, Close: byte_o = Flag;
      Mark:        byte_o = Escape;
      default:     byte_o = special ? byte_q ^ Flip : byte_q;
    endcase
  end

  assign valid_o = state_q == Open || state_q == Mark || state_q == Offer || state_q == Close;

  crc32_step u_crc (
    .crc_i (crc_q),
    .data_i(byte_q),
    .crc_o (crc_next)
  );

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q <= Idle;
    end else begin
      state_q <= state_d;
    end
  end

  always_ff @(posedge clk_i) begin
    part_q  <= part_d;
    index_q <= index_d;
    if (start_i) final_q <= length_i - LengthBits'(1);
    if (state_q == Take) byte_q <= byte_d;
    if (state_q == Open) begin
      crc_q <= '1;
    end else if (sent && part_q != Crc) begin
      crc_q <= crc_next;
    end
  end

  `ASSERT(StartOnlyIdle, start_i |-> idle_o)
  `ASSERT(ShortEnough, start_i |-> length_i <= LengthBits'(MaxData))
  `ASSERT(FrameStays, !idle_o && $past(!idle_o) |->
          $stable(kind_i) && $stable(sequence_i) && $stable(length_i))

endmodule
