// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// One multiplier of the array in LUTs, see dsp_mac for its times.
///
/// Where a DSP block has the registers B2 and M behind each other, this has two stages of the
/// multiplication: Booth digits in pairs, then the sum of the pairs. A column operand is kept as
/// two numbers, low and high * 2^PackShift, whose products meet in a stage more than a DSP block
/// has; the sum takes two cycles, its upper part one behind the lower. So bits 21:0 of sum_o come
/// one cycle later than dsp_mac says, bits 47:22 two, and the same holds for above_sum_i.
///
/// low is within -128 .. 255, all that LOAD.X makes, high within -8 .. 15: so the digit above the
/// pairs is 0 or 1. The cascade carries {high[5], that digit of low, low[8]}.
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

  localparam int unsigned ProductBits = PackShift + 21;

  // operands
  logic [15:0] row, row_q, row_q2;
  logic [13:0] column_d, column_q;
  logic [7:0]  weight_q, low;
  logic [4:0]  high;
  logic        low_top, low_top_q, high_top_q, gemm_q, off_q;

  // products
  logic [19:0] low0, low1, high0, low0_q, low1_q, high0_q;
  logic        low0_neg, low1_neg, high0_neg, low0_neg_q, low1_neg_q, high0_neg_q;
  logic [23:0] term0, term1, low_q;
  logic [23:6] term2, part, carry;
  logic [19:0] high_q;

  // sums
  logic [ProductBits-1:0]  product_q;
  logic [ProductBits-23:0] product_upper_q;
  logic [2:0]              keep_q, above_q;  // bit i: i+1 cycles ago
  logic [47:0]             above, sum_q;
  logic [10:0]             lower1, lower0;
  logic [25:0]             upper;
  logic                    carry_q, unused_carry, unused;

  logic signed [ProductBits-22:0] upper_term;

  //////////////
  // Operands //
  //////////////

  // A negative low has borrowed from high, see tensor_operands; here it stands for itself.
  assign column_d = First ? {column_i[13:9] + 5'(column_i[8]), column_i[7] && !column_i[8],
                             column_i[7:0]}
                          : column_cascade_i[13:0];

  always_ff @(posedge clk_i) begin
    row_q    <= row_i;
    column_q <= column_d;
    gemm_q   <= gemm_i;
    off_q    <= off_i;
    if (weight_en_i) weight_q <= weight_i;
  end

  assign column_cascade_o = {16'd0, column_q};

  always_comb begin
    row = direct_i ? row_i : row_q;
    {high, low_top, low} = off_q ? '0 : column_q;
    if (gemm_q) {high, low_top, low} = {6'd0, weight_q};
  end

  //////////////
  // Products //
  //////////////

  booth_pair #(
    .Width (16)
  ) u_low0 (
    .a_i       (row),
    .digit_i   ({low[3:0], 1'b0}),
    .product_o (low0),
    .neg_o     (low0_neg)
  );

  booth_pair #(
    .Width (16)
  ) u_low1 (
    .a_i       (row),
    .digit_i   (low[7:3]),
    .product_o (low1),
    .neg_o     (low1_neg)
  );

  booth_pair #(
    .Width (16)
  ) u_high0 (
    .a_i       (row),
    .digit_i   ({high[3:0], 1'b0}),
    .product_o (high0),
    .neg_o     (high0_neg)
  );

  // Three terms to two, then one carry chain. The ones that negative digits owe fill free bits.
  assign term0 = {{4{low0_q[19]}}, low0_q};
  assign term1 = {low1_q, 1'b0, low0_neg_q, 2'd0};
  assign term2 = {row_q2 & {16{low_top_q}}, 1'b0, low1_neg_q};
  assign part  = term0[23:6] ^ term1[23:6] ^ term2;
  assign carry = (term0[23:6] & term1[23:6]) | (term0[23:6] & term2) | (term1[23:6] & term2);

  always_ff @(posedge clk_i) begin
    row_q2      <= row;
    low0_q      <= low0;
    low1_q      <= low1;
    high0_q     <= high0;
    low0_neg_q  <= low0_neg;
    low1_neg_q  <= low1_neg;
    high0_neg_q <= high0_neg;
    low_top_q   <= low_top;
    high_top_q  <= high[3] && !high[4];
    low_q       <= {part, term0[5:0]} + {carry[22:6], 1'b0, term1[5:0]};
    high_q      <= high0_q + {row_q2 & {16{high_top_q}}, 1'b0, high0_neg_q, 2'd0};
  end

  //////////
  // Sums //
  //////////

  if (First) begin : gen_first
    logic [47:0] above_sum_q;

    always_ff @(posedge clk_i) above_sum_q <= above_sum_i;

    assign above  = above_sum_q;
    assign unused = ^{sum_cascade_i, column_cascade_i, carry[23]};
  end else begin : gen_next
    assign above  = sum_cascade_i;
    assign unused = ^{above_sum_i, column_i, column_cascade_i[29:14], carry[23]};
  end

  // Yosys takes the number in fewer pieces or bits as the direct input of a carry chain, so that
  // the multiplexer of the other fits into the LUTs of the chain.
  assign {lower1, lower0} = (keep_q[1] ? sum_q[21:0] : '0) | (above_q[1] ? above[21:0] : '0);
  assign upper            = (keep_q[2] ? sum_q[47:22] : '0) | (above_q[2] ? above[47:22] : '0);
  assign upper_term       = {product_upper_q, 1'b1};

  always_ff @(posedge clk_i) begin
    keep_q    <= {keep_q[1:0], keep_i};
    above_q   <= {above_q[1:0], above_i};
    product_q <= {{high_q[19], high_q} + 21'(signed'(low_q[23:PackShift])), low_q[PackShift-1:0]};

    {carry_q, sum_q[21:0]}       <= {1'b0, product_q[21:0]} + {1'b0, lower1, lower0};
    product_upper_q              <= product_q[ProductBits-1:22];
    // The carry enters as an addition in a bit below the lowest.
    {sum_q[47:22], unused_carry} <= 27'(upper_term) + signed'({upper, carry_q});
  end

  assign sum_o         = sum_q;
  assign sum_cascade_o = sum_q;

  `ASSERT_INIT(ShiftInLowerHalf, PackShift >= 9 && PackShift <= 22)

endmodule
