// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Cuts linear runs into bursts: INCR, at most 16 beats, never crossing a multiple of 16 beats.
///
/// A run taken in cycle t gives its first burst at the output in t+2; from then on one burst a
/// cycle can be taken, also from run to run. Stalls keep the output.
module transfer_bursts #(
  parameter int unsigned AxiBytes = 4,
  localparam int unsigned ByteBits  = $clog2(AxiBytes),
  localparam int unsigned StartBits = 33 - ByteBits,
  localparam int unsigned BeatBits  = $clog2(isa_pkg::MaxBurstBeats),
  localparam int unsigned LineBits  = StartBits - BeatBits
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 clear_i,

  input  logic                 run_valid_i,
  output logic                 run_ready_o,
  input  logic [StartBits-1:0] run_start_i,
  input  logic [31:0]          run_high_i,
  input  logic [19:0]          run_beats_i,
  input  logic                 run_last_i,

  output logic                 burst_valid_o,
  input  logic                 burst_ready_i,
  output logic [63:0]          burst_addr_o,
  output logic [BeatBits-1:0]  burst_len_o,   // beats - 1
  output logic                 burst_last_o   // of the last run
);

  //////////////////////////////////////////////////////////////////////////////////////////////
  // The run at hand. A line is what one burst may cover: 16 beats, aligned.
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                valid_q, run_last_q, ready, take_run, emit;
  logic [LineBits-1:0] line_q, line_next;   // the carry into the high half is its top bit
  logic [31:0]         high0_q, high1_q, high1;
  logic [BeatBits-1:0] first_q, tail_q;     // first beat in this line; last beat in the last line
  logic [15:0]         left_q;              // lines after this one
  logic [BeatBits-1:0] first;
  logic [19:0]         ahead, end_beat;
  logic                unused_carry_end, unused_carry_high, unused_carry_line;
  logic                last_line;

  // The run's last beat, counted from the start of its first line:
  // beats + first - 1, the last two as one signed number.
  assign first = run_start_i[BeatBits-1:0];
  assign ahead = {{(20-BeatBits){first == '0}}, first - BeatBits'(1)};

  carry_select #(
    .Width(20)
  ) u_end (
    .a_i    (run_beats_i),
    .b_i    (ahead),
    .carry_i(1'b0),
    .sum_o  (end_beat),
    .carry_o(unused_carry_end)
  );

  carry_select #(
    .Width(32)
  ) u_high (
    .a_i    (run_high_i),
    .b_i    ('0),
    .carry_i(1'b1),
    .sum_o  (high1),
    .carry_o(unused_carry_high)
  );

  carry_select #(
    .Width(LineBits)
  ) u_line (
    .a_i    (line_q),
    .b_i    ('0),
    .carry_i(1'b1),
    .sum_o  (line_next),
    .carry_o(unused_carry_line)
  );

  assign ready       = !burst_valid_o || burst_ready_i;
  assign last_line   = left_q == '0;
  assign emit        = valid_q && ready;
  assign run_ready_o = !valid_q || (ready && last_line);
  assign take_run    = run_valid_i && run_ready_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      valid_q <= 1'b0;
    end else begin
      valid_q <= take_run || (valid_q && !(emit && last_line));
    end
  end

  always_ff @(posedge clk_i) begin
    if (take_run) begin
      line_q     <= run_start_i[StartBits-1:BeatBits];
      high0_q    <= run_high_i;
      high1_q    <= high1;
      first_q    <= first;
      tail_q     <= end_beat[BeatBits-1:0];
      left_q     <= end_beat[19:BeatBits];
      run_last_q <= run_last_i;
    end else if (emit) begin
      line_q  <= line_next;
      first_q <= '0;
      left_q  <= left_q - 16'd1;
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Output
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [31:0] high;

  assign high = line_q[LineBits-1] ? high1_q : high0_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      burst_valid_o <= 1'b0;
    end else if (ready) begin
      burst_valid_o <= valid_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (emit) begin
      burst_addr_o <= {high, line_q[LineBits-2:0], first_q, {ByteBits{1'b0}}};
      burst_len_o  <= (last_line ? tail_q : '1) - first_q;
      burst_last_o <= last_line && run_last_q;
    end
  end

  `ASSERT_INIT(BurstsOf16, isa_pkg::MaxBurstBeats == 16)
  `ASSERT(NoEmptyRun, take_run |-> run_beats_i != '0)
  `COVER(CrossesIntoHighHalf, emit && line_q[LineBits-1])

endmodule
