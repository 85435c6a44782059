// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// 64-bit activity counters: the low 16 bits of each are registers, the high 48 bits of all share
/// one small RAM. A scan visits one counter a cycle and adds the carry that its low half has left.
///
/// The last counter is not cleared by clear_i: it is the free clock. What increments add in cycle t
/// can be read from t+1 on; data_o follows index_i by two cycles and is consistent, carries that
/// the scan has not reached included. Hazards: two overflows of a low half between two visits
/// would be lost, so an increment stays below 2^16 / (number of counters).
module counters #(
  parameter int unsigned Number    = isa_pkg::NumCounters + 1,
  parameter int unsigned IncWidth  = 2,
  /// The one counter that takes large increments, and their width.
  parameter int unsigned Large     = isa_pkg::CounterMaskedMACs,
  parameter int unsigned LargeWidth = 9,
  localparam int unsigned IndexWidth = $clog2(Number)
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       clear_i,
  input  logic [Number*IncWidth-1:0] inc_i,
  input  logic [LargeWidth-1:0]      large_inc_i,
  input  logic [IndexWidth-1:0]      index_i,
  output logic [63:0]                data_o
);

  localparam int unsigned LowWidth  = 16;
  localparam int unsigned HighWidth = 64 - LowWidth;

  logic [LowWidth-1:0]   low_q [Number];
  logic [Number-1:0]     carry_d, carry_q;  // left for the scan
  logic [Number-1:0]     used_q;            // the high half is not zero but what the RAM holds
  logic [HighWidth-1:0]  high [Number];
  logic [Number-1:0]     overflow;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Low halves
  //////////////////////////////////////////////////////////////////////////////////////////////

  for (genvar i = 0; i < Number; i++) begin : gen_low
    logic [LowWidth-1:0] low_d, inc;
    assign inc = (i == Large) ? LowWidth'(large_inc_i) : LowWidth'(inc_i[i*IncWidth+:IncWidth]);
    assign {overflow[i], low_d} = {1'b0, low_q[i]} + {1'b0, inc};
    always_ff @(posedge clk_i) begin
      if (!rst_ni || (clear_i && i != Number - 1)) low_q[i] <= '0;
      else low_q[i] <= low_d;
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // High halves: what the scan finds is looked up one cycle ahead; a carry that comes in between
  // waits for the next visit
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [Number-1:0]     keep;              // counters that this cycle does not clear
  logic [Number-1:0]     visit_q;           // the counter that the scan is at, one hot
  logic [IndexWidth-1:0] scan_q, scan_next;
  logic                  found_carry_q;
  logic [HighWidth-1:0]  found_q, scanned;
  logic                  unused_carry;

  assign keep      = {1'b1, {(Number-1){!clear_i}}};
  assign scan_next = (scan_q == IndexWidth'(Number - 1)) ? '0 : scan_q + IndexWidth'(1);
  assign carry_d   = ((carry_q & ~(found_carry_q ? visit_q : '0)) | overflow) & keep;

  carry_select #(
    .Width(HighWidth)
  ) u_scan_add (
    .a_i    (found_q),
    .b_i    ('0),
    .carry_i(found_carry_q),
    .sum_o  (scanned),
    .carry_o(unused_carry)
  );

  always_ff @(posedge clk_i) begin
    high[scan_q] <= scanned;
    found_q      <= (used_q[scan_next] && keep[scan_next]) ? high[scan_next] : '0;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      carry_q       <= '0;
      used_q        <= '0;
      scan_q        <= '0;
      visit_q       <= Number'(1);
      found_carry_q <= 1'b0;
    end else begin
      carry_q       <= carry_d;
      used_q        <= (used_q | visit_q) & keep;
      scan_q        <= scan_next;
      visit_q       <= {visit_q[Number-2:0], visit_q[Number-1]};
      found_carry_q <= carry_q[scan_next] && keep[scan_next];
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Reading
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [LowWidth-1:0]  low_read_q, low_read_q2;
  logic [HighWidth-1:0] high_read_q, high_read_q2, high_read_sum;
  logic                 carry_read_q;
  logic                 unused_read_carry;

  carry_select #(
    .Width(HighWidth)
  ) u_read_add (
    .a_i    (high_read_q),
    .b_i    ('0),
    .carry_i(carry_read_q),
    .sum_o  (high_read_sum),
    .carry_o(unused_read_carry)
  );

  always_ff @(posedge clk_i) begin
    low_read_q   <= low_q[index_i];
    high_read_q  <= used_q[index_i] ? high[index_i] : '0;
    carry_read_q <= carry_q[index_i];
    low_read_q2  <= low_read_q;
    high_read_q2 <= high_read_sum;
  end

  assign data_o = {high_read_q2, low_read_q2};

  `ASSERT_INIT(ScanIsFastEnough, Number << LargeWidth < 1 << LowWidth)
  `ASSERT(IndexInRange, index_i < IndexWidth'(Number))

endmodule
