// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Running maximum of |value| over the lanes of all beats, for register MAX_ABS.
///
/// |v| needs a carry chain where v is negative; instead the maximum is taken of keys, magnitude
/// (~v where negative) above the sign: a greater |v| never has a smaller key, and |v| is half the
/// key, rounded up. A pipelined tree leaves one key a beat: a beat of cycle t is in max_o from
/// t + 3 + log2(Out) on.
module store_max #(
  parameter int unsigned Out = 2,     // lanes of a beat, a power of two
  localparam int unsigned Acc = isa_pkg::AccBits
) (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               clear_i,
  input  logic               valid_i,
  input  logic [Out-1:0]     lane_valid_i,
  input  logic [Acc*Out-1:0] lanes_i,
  output logic [Acc-1:0]     max_o
);

  localparam int unsigned Levels = $clog2(Out);
  localparam int unsigned Half   = Acc / 2;

  // a > b, as the comparison of both halves at a time.
  function automatic logic greater(logic [Acc-1:0] a, logic [Acc-1:0] b);
    greater = a[Acc-1:Half] > b[Acc-1:Half]
        || (a[Acc-1:Half] == b[Acc-1:Half] && a[Half-1:0] > b[Half-1:0]);
  endfunction

  logic [Levels:0] valid_q;
  logic [Acc-1:0]  running_q;
  logic [Acc-1:0]  best;      // of a beat

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Keys, then the tree
  //////////////////////////////////////////////////////////////////////////////////////////////

  for (genvar level = 0; level <= Levels; level++) begin : gen_level
    localparam int unsigned Keys = Out >> level;
    logic [Acc*Keys-1:0] key_q;

    for (genvar i = 0; i < Keys; i++) begin : gen_key
      if (level == 0) begin : gen_first
        logic [Acc-1:0] value;
        logic           sign;
        assign value = lanes_i[Acc*i+:Acc];
        assign sign  = value[Acc-1];
        always_ff @(posedge clk_i) begin
          if (valid_i) begin
            key_q[Acc*i+:Acc] <=
                lane_valid_i[i] ? {value[Acc-2:0] ^ {(Acc-1){sign}}, sign} : '0;
          end
        end
      end else begin : gen_greater
        logic [Acc-1:0] a, b;
        assign a = gen_level[level-1].key_q[Acc*2*i+:Acc];
        assign b = gen_level[level-1].key_q[Acc*(2*i+1)+:Acc];
        always_ff @(posedge clk_i) begin
          if (valid_q[level-1]) key_q[Acc*i+:Acc] <= greater(a, b) ? a : b;
        end
      end
    end
  end

  assign best = gen_level[Levels].key_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= '0;
    end else begin
      valid_q <= (Levels + 1)'({valid_q, valid_i});
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      running_q <= '0;
    end else if (valid_q[Levels] && greater(best, running_q)) begin
      running_q <= best;
    end
  end

  // Half the key, rounded up.
  logic [Acc-1:0] half;
  logic           unused_carry;

  carry_select #(
    .Width(Acc)
  ) u_half (
    .a_i    ({1'b0, running_q[Acc-1:1]}),
    .b_i    ('0),
    .carry_i(running_q[0]),
    .sum_o  (half),
    .carry_o(unused_carry)
  );

  always_ff @(posedge clk_i) begin
    max_o <= half;
  end

  `ASSERT_INIT(PowerOfTwo, Out == 1 << Levels)

endmodule
