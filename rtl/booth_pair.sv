// SPDX-License-Identifier: Apache-2.0

/// Product of a number and two Booth digits, in LUTs: one carry chain that selects the second
/// multiple while it adds.
///
/// A digit is made of three bits h, m, l and worth -2h + m + l, here of digit_i[2:0] and, four
/// times as much, of digit_i[4:2]. A negative multiple is the inverted positive one plus 1: of the
/// first digit that 1 is in product_o, of the second it is neg_o and belongs at bit 2.
///
/// Combinational.
module booth_pair #(
  parameter int unsigned Width = 16
) (
  input  logic [Width-1:0] a_i,
  input  logic [4:0]       digit_i,
  output logic [Width+3:0] product_o,
  output logic             neg_o
);

  logic [Width+1:0] first, second;
  logic             first_neg;

  always_comb begin
    first_neg = digit_i[2] && !(&digit_i[1:0]);
    neg_o     = digit_i[4] && !(&digit_i[3:2]);
    case (digit_i[2:0])
      3'b000, 3'b111: first = '0;
      3'b011, 3'b100: first = {a_i[Width-1], a_i, 1'b0};
      default:        first = {{2{a_i[Width-1]}}, a_i};
    endcase
    case (digit_i[4:2])
      3'b000, 3'b111: second = '0;
      3'b011, 3'b100: second = {a_i[Width-1], a_i, 1'b0};
      default:        second = {{2{a_i[Width-1]}}, a_i};
    endcase
    if (first_neg) first = ~first;
    if (neg_o) second = ~second;
  end

  // Two bits are free below the second multiple.
  assign product_o = {{2{first[Width+1]}}, first} + {second, 1'b0, first_neg};

endmodule
