// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Queue in distributed RAM.
///
/// Latency: what is pushed in cycle t can be popped from t+1 on; head_o is combinational from the
/// RAM. push_i while full and pop_i while empty must not occur. clear_i empties it.
module queue #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 16,
  localparam int unsigned AddrWidth = $clog2(Depth)
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             clear_i,
  input  logic             push_i,
  input  logic [Width-1:0] data_i,
  input  logic             pop_i,
  output logic             valid_o,
  output logic [Width-1:0] head_o
);

  logic [Width-1:0]     mem [Depth];
  logic [AddrWidth-1:0] write_d, write_q, read_d, read_q;
  logic [AddrWidth:0]   level_d, level_q;
  logic                 valid_d, valid_q;

  assign head_o  = mem[read_q];
  assign valid_o = valid_q;

  always_comb begin
    write_d = write_q + AddrWidth'(push_i);
    read_d  = read_q + AddrWidth'(pop_i);
    level_d = level_q;
    if (push_i && !pop_i) level_d = level_q + (AddrWidth + 1)'(1);
    if (pop_i && !push_i) level_d = level_q - (AddrWidth + 1)'(1);
    valid_d = push_i || level_q > (AddrWidth + 1)'(1) || (valid_q && !pop_i);
    if (clear_i) begin
      write_d = '0;
      read_d  = '0;
      level_d = '0;
      valid_d = 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    if (push_i) mem[write_q] <= data_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
      level_q <= '0;
      valid_q <= 1'b0;
    end else begin
      write_q <= write_d;
      read_q  <= read_d;
      level_q <= level_d;
      valid_q <= valid_d;
    end
  end

  `ASSERT_INIT(PowerOfTwo, Depth == 1 << AddrWidth)
  `ASSERT(NoOverflow, !(push_i && !pop_i && level_q == (AddrWidth + 1)'(Depth)))
  `ASSERT(ValidMeansNonempty, valid_q == (level_q != '0))
  `ASSERT(NoUnderflow, !(pop_i && !valid_q))

endmodule
