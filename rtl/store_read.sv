// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Reads the ACC rows of stores ahead of the data channel, one beat a cycle at most and never more
/// than the FIFO behind it holds.
///
/// Counted from the first issue slot of an instruction on an idle engine: queue 1, first row
/// read 2, row at the port 5, with the number of each of its beats in 5, 6, ... The next row follows
/// without a gap, also that of the next instruction. Rows are read until the last of the
/// instruction's beats has room, which may be long after its last issue slot.
module store_read #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned AxiBytes  = 4,
  parameter int unsigned AccRows   = 256,
  parameter int unsigned FifoDepth = 32,   // beats
  localparam int unsigned AccAddr  = $clog2(AccRows)
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               clear_i,

  // instructions, in the order of issue
  input  logic               issue_i,
  input  logic [1:0]         format_i,   // the low bits of the opcode
  input  logic               track_max_i,
  input  logic [15:0]        acc_i,
  input  logic [15:0]        run_i,
  input  logic [35:0]        count_i,

  // ACC
  output logic               acc_re_o,
  output logic [AccAddr-1:0] acc_raddr_o,

  // beats of the row at the port
  output logic               beat_valid_o,
  output logic [3:0]         beat_number_o,
  output logic [1:0]         beat_format_o,
  output logic               beat_track_max_o,

  input  logic               sent_i      // a beat left the FIFO
);

  localparam int unsigned PerRow = Lanes / AxiBytes;  // beats of a row of bytes
  localparam int unsigned RoomBits = $clog2(FifoDepth) + 1;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // The instruction at hand
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic               next_valid, take, active_q, last_row, next_track;
  logic [1:0]         next_format, format_q;
  logic               track_q;
  logic [15:0]        next_acc, next_run;
  logic [35:0]        next_count;
  logic [AccAddr-1:0] row_q;

  queue #(
    .Width(71),
    .Depth(2 * isa_pkg::MaxOutstanding)
  ) u_instructions (
    .clk_i,
    .rst_ni,
    .clear_i,
    .push_i (issue_i),
    .data_i ({format_i, track_max_i, acc_i, run_i, count_i}),
    .pop_i  (take),
    .valid_o(next_valid),
    .head_o ({next_format, next_track, next_acc, next_run, next_count})
  );

  assign take = next_valid && (!active_q || (acc_re_o && last_row));

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      active_q <= 1'b0;
    end else begin
      active_q <= take || (active_q && !(acc_re_o && last_row));
    end
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      format_q <= next_format;
      track_q  <= next_track;
      row_q    <= next_acc[AccAddr-1:0];
    end else if (acc_re_o) begin
      row_q <= row_q + AccAddr'(1);
    end
  end

  store_rows u_rows (
    .clk_i,
    .load_i (take),
    .run_i  (next_run),
    .count_i(next_count),
    .step_i (acc_re_o),
    .last_o (last_row)
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Reading: when the row before has been taken apart and there is room for all beats of a row
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [4:0]          row_beats;          // 1 to 16
  logic [3:0]          gap_q;              // cycles until the next row can be taken
  logic [RoomBits-1:0] room_d, room_q;     // beats that neither the FIFO nor the way to it holds

  always_comb begin
    unique case (format_q)
      isa_pkg::OpStoreInt16[1:0]: row_beats = 5'(2 * PerRow);
      isa_pkg::OpStoreInt32[1:0]: row_beats = 5'(4 * PerRow);
      isa_pkg::OpStoreInt64[1:0]: row_beats = 5'(8 * PerRow);
      default:                    row_beats = 5'(PerRow);
    endcase
  end

  assign acc_re_o    = active_q && gap_q == '0 && room_q >= RoomBits'(row_beats);
  assign acc_raddr_o = row_q;
  assign room_d      = room_q + RoomBits'(sent_i) - (acc_re_o ? RoomBits'(row_beats) : '0);

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      gap_q  <= '0;
      room_q <= RoomBits'(FifoDepth);
    end else begin
      if (acc_re_o) gap_q <= 4'(row_beats - 5'd1);
      else if (gap_q != '0) gap_q <= gap_q - 4'd1;
      room_q <= room_d;
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Beats: the row read in cycle t is at the port from t+3 on
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic       read_q1, read_q2, track_q1, track_q2;
  logic [1:0] format_q1, format_q2;
  logic [3:0] last_q1, last_q2, last_q3;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      read_q1      <= 1'b0;
      read_q2      <= 1'b0;
      beat_valid_o <= 1'b0;
    end else begin
      read_q1      <= acc_re_o;
      read_q2      <= read_q1;
      beat_valid_o <= read_q2 || (beat_valid_o && beat_number_o != last_q3);
    end
  end

  always_ff @(posedge clk_i) begin
    format_q1     <= format_q;
    format_q2     <= format_q1;
    track_q1      <= track_q;
    track_q2      <= track_q1;
    last_q1       <= 4'(row_beats - 5'd1);
    last_q2       <= last_q1;
    beat_number_o <= read_q2 ? '0 : beat_number_o + 4'd1;
    if (read_q2) begin
      beat_format_o    <= format_q2;
      beat_track_max_o <= track_q2;
      last_q3          <= last_q2;
    end
  end

  logic unused_acc;  // Validate keeps rows inside ACC
  assign unused_acc = ^next_acc;

  `ASSERT_INIT(RoomForTwoRows, FifoDepth >= 16 * PerRow)
  `ASSERT(RowsDoNotOverlap, read_q2 && beat_valid_o |-> beat_number_o == last_q3)
  `ASSERT(RoomIsNotExceeded, room_q <= RoomBits'(FifoDepth))
  `COVER(NoRoom, active_q && gap_q == '0 && !acc_re_o)

endmodule
