// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// One column on its way to ACC: turns the drained sum into what is added, adds the ACC element,
/// and selects the result of a GEMM instead.
///
/// Times are those of tensor_drain: sum and mask bits of a row in 10, its ACC element, 0 where the
/// tile overwrites, in 11, wdata_o registered in 12. result_i with gemm_write_i: wdata_o one cycle
/// later.
///
/// Of a packed sum P the low PackShift bits, sign-extended, are tile b's; tile a's are the rest
/// plus 1 if b is negative, which enters the adder as its carry. b waits in a small memory until
/// all rows of a are drained.
module drain_column #(
  parameter int unsigned Lanes     = 4,
  parameter int unsigned PackShift = 20,
  localparam int unsigned RowBits = $clog2(Lanes),
  localparam int unsigned AccBits = isa_pkg::AccBits,
  localparam int unsigned Half    = AccBits / 2
) (
  input  logic               clk_i,

  // 10
  input  logic               valid_i,
  input  logic [RowBits-1:0] row_i,
  input  logic               second_i,   // packed: a row of tile b
  input  logic [47:0]        sum_i,
  input  logic               negative_i,
  input  logic               nonzero_i,
  input  logic               decided_i,
  // steady from 10 to 11 of the last row
  input  logic               packed_i,
  input  logic               masked_i,
  input  logic               skipped_i,
  input  logic               fill_i,
  input  logic               zero_i,
  // 11
  input  logic               write_i,
  input  logic [AccBits-1:0] acc_i,

  input  logic               gemm_write_i,
  input  logic [AccBits-1:0] result_i,

  output logic [AccBits-1:0] wdata_o
);

  logic [PackShift-1:0] low_mem [Lanes];
  logic [PackShift-1:0] low;
  logic [AccBits-1:0]   value_d, value_q;
  logic                 carry_d, carry_q;
  logic [Half-1:0]      lower, upper, upper_next;  // of the sum; upper with and without a carry
  logic                 carry, unused_lower, unused_upper;
  logic                 sign_wanted;

  always_ff @(posedge clk_i) begin
    if (valid_i && !second_i && packed_i) low_mem[row_i] <= sum_i[PackShift-1:0];
  end

  assign low         = low_mem[row_i];
  assign sign_wanted = decided_i ? zero_i : fill_i;

  always_comb begin
    value_d = sum_i[AccBits-1:0];
    carry_d = 1'b0;
    if (packed_i && second_i) begin
      value_d = {{AccBits - PackShift{low[PackShift-1]}}, low};
    end else if (packed_i) begin
      value_d = {{AccBits - 48 + PackShift{sum_i[47]}}, sum_i[47:PackShift]};
      carry_d = sum_i[PackShift-1];
    end
    if (masked_i && (decided_i || skipped_i)) begin
      value_d = {{AccBits - 1{negative_i && sign_wanted}}, nonzero_i && sign_wanted};
    end
  end

  always_ff @(posedge clk_i) begin
    value_q <= value_d;
    carry_q <= carry_d;
  end

  // A carry enters as an addition in a bit below the lowest.
  assign {carry, lower, unused_lower} = {1'b0, acc_i[Half-1:0], 1'b1}
                                      + {1'b0, value_q[Half-1:0], carry_q};
  assign upper                      = acc_i[AccBits-1:Half] + value_q[AccBits-1:Half];
  assign {upper_next, unused_upper} = {acc_i[AccBits-1:Half], 1'b1}
                                    + {value_q[AccBits-1:Half], 1'b1};

  always_ff @(posedge clk_i) begin
    if (gemm_write_i) wdata_o <= result_i;
    else if (write_i) wdata_o <= {carry ? upper_next : upper, lower};
  end

  `ASSERT_INIT(PackedFitsAcc, PackShift < AccBits && 48 - PackShift <= AccBits)

endmodule
