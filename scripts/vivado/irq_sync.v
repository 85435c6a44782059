// SPDX-License-Identifier: Apache-2.0

/// Brings a level of another clock into this one. It must stay for at least two cycles to be seen.
module irq_sync (
  input  wire clk_i,
  input  wire irq_i,
  output wire irq_o
);

  (* ASYNC_REG = "TRUE" *) reg meta_q = 1'b0;
  (* ASYNC_REG = "TRUE" *) reg irq_q = 1'b0;

  always @(posedge clk_i) begin
    meta_q <= irq_i;
    irq_q  <= meta_q;
  end

  assign irq_o = irq_q;

endmodule
