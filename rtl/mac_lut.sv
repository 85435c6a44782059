// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// One multiplier of the array in LUTs, see dsp_mac for its times.
///
/// Where a DSP block has the registers B2 and M behind each other, this has two stages of the
/// multiplication: products with digits of three bits, then their sums. The column operand is kept
/// as two numbers, low and high * 2^PackShift, so that a packed one needs no wide multiplier;
/// their products meet in the sum. The cascade carries {high[5], low[9]}.
module mac_lut #(
  parameter bit          First     = 1'b1,
  parameter int unsigned PackShift = 20
) (
  input  logic        clk_i,

  input  logic [15:0] row_i,
  input  logic        gemm_i,
  input  logic        direct_i,
  input  logic        weight_en_i,
  input  logic [7:0]  weight_i,
  input  logic        off_i,
  input  logic        keep_i,
  input  logic        above_i,
  input  logic [13:0] column_i,
  input  logic [47:0] above_sum_i,
  input  logic [29:0] column_cascade_i,
  input  logic [47:0] sum_cascade_i,
  output logic [29:0] column_cascade_o,
  output logic [47:0] sum_cascade_o,
  output logic [47:0] sum_o
);

  // operands
  logic [15:0] row, row_q;
  logic [13:0] column_d, column_q;
  logic [7:0]  weight_q;
  logic        gemm_q, off_q;
  logic [8:0]  low;
  logic [4:0]  high;

  // products, digits from the lowest
  logic signed [18:0] low0, low1, low2, high0, high1;
  logic signed [18:0] low0_q, low1_q, low2_q, high0_q;
  logic signed [17:0] high1_q;
  logic [21:0]        term0, term1, term2, low_part, low_upper;
  logic [20:0]        low_carry;
  logic [24:0]        low_q;
  logic [20:0]        high_q;

  // sum
  logic        keep_q, above_q, unused_carry, unused;
  logic [47:0] above, addend, low_term, high_term, part, total, sum_q;
  logic [46:0] carry;

  //////////////
  // Operands //
  //////////////

  // A negative low has borrowed from high, see tensor_operands; here it stands for itself.
  assign column_d = First ? {column_i[13:9] + 5'(column_i[8]), column_i[8:0]}
                          : column_cascade_i[13:0];

  always_ff @(posedge clk_i) begin
    row_q    <= row_i;
    column_q <= column_d;
    gemm_q   <= gemm_i;
    off_q    <= off_i;
    if (weight_en_i) weight_q <= weight_i;
  end

  assign column_cascade_o = {16'd0, column_q};

  assign row  = direct_i ? row_i : row_q;
  assign high = (gemm_q || off_q) ? '0 : column_q[13:9];

  always_comb begin
    low = off_q ? '0 : column_q[8:0];
    if (gemm_q) low = {weight_q[7], weight_q};
  end

  //////////////
  // Products //
  //////////////

  digit_product #(.Signed(1'b0)) u_low0 (
    .a_i       (row),
    .digit_i   (low[2:0]),
    .product_o (low0)
  );

  digit_product #(.Signed(1'b0)) u_low1 (
    .a_i       (row),
    .digit_i   (low[5:3]),
    .product_o (low1)
  );

  digit_product #(.Signed(1'b1)) u_low2 (
    .a_i       (row),
    .digit_i   (low[8:6]),
    .product_o (low2)
  );

  digit_product #(.Signed(1'b0)) u_high0 (
    .a_i       (row),
    .digit_i   (high[2:0]),
    .product_o (high0)
  );

  digit_product #(.Signed(1'b1)) u_high1 (
    .a_i       (row),
    .digit_i   ({high[4], high[4:3]}),
    .product_o (high1)
  );

  // Three terms to two, then one carry chain.
  assign term0     = 22'(signed'(low0_q[18:3]));
  assign term1     = 22'(low1_q);
  assign term2     = {low2_q, 3'd0};
  assign low_part  = term0 ^ term1 ^ term2;
  assign low_carry = (term0[20:0] & term1[20:0]) | (term0[20:0] & term2[20:0])
                   | (term1[20:0] & term2[20:0]);
  assign low_upper = low_part + {low_carry, 1'b0};

  always_ff @(posedge clk_i) begin
    low0_q  <= low0;
    low1_q  <= low1;
    low2_q  <= low2;
    high0_q <= high0;
    high1_q <= high1[17:0];  // a digit of two bits
    low_q   <= {low_upper, low0_q[2:0]};
    high_q  <= {18'(signed'(high0_q[18:3])) + high1_q, high0_q[2:0]};
  end

  /////////
  // Sum //
  /////////

  if (First) begin : gen_first
    logic [47:0] above_sum_q;

    always_ff @(posedge clk_i) above_sum_q <= above_sum_i;

    assign above  = above_sum_q;
    assign unused = ^{sum_cascade_i, column_cascade_i, high1[18]};
  end else begin : gen_next
    assign above  = sum_cascade_i;
    assign unused = ^{above_sum_i, column_i, column_cascade_i[29:14], high1[18]};
  end

  assign addend    = (keep_q ? sum_q : '0) | (above_q ? above : '0);
  assign low_term  = 48'(signed'(low_q));
  assign high_term = 48'(signed'(high_q)) << PackShift;
  assign part      = addend ^ low_term ^ high_term;
  assign carry     = (addend[46:0] & low_term[46:0]) | (addend[46:0] & high_term[46:0])
                   | (low_term[46:0] & high_term[46:0]);

  carry_select #(
    .Width (48),
    .Part  (16)
  ) u_sum (
    .a_i     (part),
    .b_i     ({carry, 1'b0}),
    .carry_i (1'b0),
    .sum_o   (total),
    .carry_o (unused_carry)
  );

  always_ff @(posedge clk_i) begin
    keep_q  <= keep_i;
    above_q <= above_i;
    sum_q   <= total;
  end

  assign sum_o         = sum_q;
  assign sum_cascade_o = sum_q;

endmodule
