// SPDX-License-Identifier: Apache-2.0

/// Address and coordinates of the source entry of each slot.
///
/// Slot in cycle 0: addr_o and inside_o in 1, first_i in 0 and step_i in 1 as in tensor_nest.
/// inside_o is combinational from the coordinate registers; without a vector in the slot it means
/// nothing. Coordinates have 18 bits, which hold every sum that an instruction can ask for.
module tensor_source #(
  parameter int unsigned AddrWidth = 8
) (
  input  logic                        clk_i,
  input  logic                        first_i,
  input  logic [6:0]                  step_i,

  // the instruction; strides innermost loop first
  input  logic [AddrWidth-1:0]        src_i,
  input  logic [6*AddrWidth-1:0]      stride_i,
  input  logic [15:0]                 x0_i,
  input  logic [15:0]                 y0_i,
  input  logic [15:0]                 x_lim_i,
  input  logic [15:0]                 y_lim_i,
  input  logic [3:0]                  step_x_i,
  input  logic [3:0]                  step_y_i,
  input  logic [3:0]                  tap_x_i,
  input  logic [3:0]                  tap_y_i,

  output logic [AddrWidth-1:0]        addr_o,
  output logic                        inside_o
);

  logic [17:0] x, y;
  logic [15:0] x_lim_q, y_lim_q;

  tensor_nest #(
    .Width (AddrWidth),
    .Loops (6)
  ) u_addr (
    .clk_i     (clk_i),
    .first_i   (first_i),
    .start_i   (src_i),
    .stride_i  (stride_i),
    .step_i    (step_i[5:0]),
    .restart_i (step_i[6]),
    .value_o   (addr_o)
  );

  // Loops that do not move a coordinate but restart loops that do have stride 0.
  tensor_nest #(
    .Width (18),
    .Loops (3)
  ) u_x (
    .clk_i     (clk_i),
    .first_i   (first_i),
    .start_i   ({{2{x0_i[15]}}, x0_i}),
    .stride_i  ({{14{tap_x_i[3]}}, tap_x_i, 18'd0, {14{step_x_i[3]}}, step_x_i}),
    .step_i    ({step_i[3], |step_i[2:1], step_i[0]}),
    .restart_i (|step_i[6:4]),
    .value_o   (x)
  );

  tensor_nest #(
    .Width (18),
    .Loops (3)
  ) u_y (
    .clk_i     (clk_i),
    .first_i   (first_i),
    .start_i   ({{2{y0_i[15]}}, y0_i}),
    .stride_i  ({{14{tap_y_i[3]}}, tap_y_i, 18'd0, {14{step_y_i[3]}}, step_y_i}),
    .step_i    ({step_i[4], |step_i[3:2], step_i[1]}),
    .restart_i (|step_i[6:5]),
    .value_o   (y)
  );

  always_ff @(posedge clk_i) begin
    x_lim_q <= x_lim_i;
    y_lim_q <= y_lim_i;
  end

  // A negative coordinate is a large one without its sign.
  assign inside_o = x < 18'(x_lim_q) && y < 18'(y_lim_q);

endmodule
