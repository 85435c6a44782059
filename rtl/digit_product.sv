// SPDX-License-Identifier: Apache-2.0

/// Product of a 16-bit number and a digit of three bits, signed or not, in LUTs: a row of full
/// adders and one carry chain.
///
/// Combinational.
module digit_product #(
  parameter bit Signed = 1'b0
) (
  input  logic signed [15:0] a_i,
  input  logic [2:0]         digit_i,
  output logic signed [18:0] product_o
);

  logic [18:0] a, p0, p1, p2, sum;
  logic [17:0] carry;

  assign a  = 19'(a_i);
  assign p0 = digit_i[0] ? a : '0;
  assign p1 = digit_i[1] ? a << 1 : '0;
  // The sign bit subtracts: all bits inverted here, and 1 where the carries have a bit to spare.
  assign p2 = digit_i[2] ? (Signed ? ~(a << 2) : a << 2) : '0;

  assign sum   = p0 ^ p1 ^ p2;
  assign carry = (p0[17:0] & p1[17:0]) | (p0[17:0] & p2[17:0]) | (p1[17:0] & p2[17:0]);

  assign product_o = sum + {carry, Signed && digit_i[2]};

endmodule
