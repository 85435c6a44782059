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
  logic [AddrWidth-1:0] write_q, read_q, read_next;
  logic                 valid_q, single;

  assign head_o    = mem[read_q];
  assign valid_o   = valid_q;
  assign read_next = read_q + AddrWidth'(1);
  assign single    = read_next == write_q;

  always_ff @(posedge clk_i) begin
    if (push_i) mem[write_q] <= data_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      write_q <= '0;
      read_q  <= '0;
      valid_q <= 1'b0;
    end else begin
      if (push_i) write_q <= write_q + AddrWidth'(1);
      if (pop_i) read_q <= read_next;
      valid_q <= push_i || (valid_q && !(pop_i && single));
    end
  end

  `ASSERT_INIT(PowerOfTwo, Depth == 1 << AddrWidth && Depth > 1)
  `ASSERT(NoOverflow, !(push_i && !pop_i && valid_q && read_q == write_q))
  `ASSERT(NoUnderflow, !(pop_i && !valid_q))

endmodule
