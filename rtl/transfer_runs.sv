// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Address generator of LOAD and STORE: three loops of linear runs.
///
/// accept_i in cycle x takes an instruction's fields; its first run is offered in x+1, one run a
/// cycle is taken (run_ready_i), the next instruction can be accepted once the last was taken
/// (idle_o). Addresses count beats: start_o is the low half of the first byte's address divided by
/// AxiBytes, with its carry into the high half on top; high_o is the high half without that
/// carry. Offsets from a base stay below 2^32 (Validate), so one carry bit is enough.
module transfer_runs #(
  parameter int unsigned AxiBytes = 4,
  localparam int unsigned ByteBits  = $clog2(AxiBytes),
  localparam int unsigned StartBits = 33 - ByteBits
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 clear_i,

  // the instruction
  input  logic                 accept_i,
  input  logic [63:0]          base_i,
  input  logic [31:0]          offset_i,
  input  logic [95:0]          stride_i,  // three of 32 bits, the innermost loop's in the low ones
  input  logic [35:0]          count_i,   // three of 12 bits
  input  logic [19:0]          beats_i,   // of one run
  output logic                 idle_o,

  // runs
  output logic                 run_valid_o,
  input  logic                 run_ready_i,
  output logic [StartBits-1:0] run_start_o,
  output logic [31:0]          run_high_o,
  output logic [19:0]          run_beats_o,
  output logic                 run_last_o
);

  logic [StartBits-1:0] start_q, row_q, plane_q, stride0_q, stride1_q, stride2_q;
  logic [31:0]          high_q;
  logic [19:0]          beats_q;
  logic [23:0]          count_q;                          // of the two inner loops
  logic [11:0]          i_q, j_q, k_q;                    // runs, rows and planes left
  logic                 last_i_q, last_j_q, last_k_q;     // this is the last of them
  logic                 valid_q, take;
  logic [StartBits-1:0] summand_a, summand_b, sum;
  logic                 unused_carry;

  assign take = valid_q && run_ready_i;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // One adder: base + offset, then the start of the next run
  //////////////////////////////////////////////////////////////////////////////////////////////

  // Strides are signed: their sign is above the carry bit.
  function automatic logic [StartBits-1:0] in_beats(logic [31:ByteBits] stride);
    in_beats = {stride[31], stride};
  endfunction

  // Only an idle generator accepts; it need not know in time whether it does.
  always_comb begin
    if (!valid_q) begin
      summand_a = {1'b0, base_i[31:ByteBits]};
      summand_b = {1'b0, offset_i[31:ByteBits]};
    end else if (!last_i_q) begin
      summand_a = start_q;
      summand_b = stride0_q;
    end else if (!last_j_q) begin
      summand_a = row_q;
      summand_b = stride1_q;
    end else begin
      summand_a = plane_q;
      summand_b = stride2_q;
    end
  end

  carry_select #(
    .Width(StartBits),
    .Part (10)
  ) u_add (
    .a_i    (summand_a),
    .b_i    (summand_b),
    .carry_i(1'b0),
    .sum_o  (sum),
    .carry_o(unused_carry)
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Loops
  //////////////////////////////////////////////////////////////////////////////////////////////

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      valid_q <= 1'b0;
    end else begin
      valid_q <= accept_i || (valid_q && !(take && run_last_o));
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept_i) begin
      stride0_q <= in_beats(stride_i[0+ByteBits+:32-ByteBits]);
      stride1_q <= in_beats(stride_i[32+ByteBits+:32-ByteBits]);
      stride2_q <= in_beats(stride_i[64+ByteBits+:32-ByteBits]);
      count_q   <= count_i[23:0];
      high_q    <= base_i[63:32];
      beats_q   <= beats_i;
    end
    if (accept_i || take) start_q <= sum;
    if (accept_i || (take && last_i_q)) row_q <= sum;
    if (accept_i || (take && last_i_q && last_j_q)) plane_q <= sum;
  end

  always_ff @(posedge clk_i) begin
    if (accept_i || (take && last_i_q)) begin
      i_q      <= accept_i ? count_i[11:0] : count_q[11:0];
      last_i_q <= (accept_i ? count_i[11:0] : count_q[11:0]) == 12'd1;
    end else if (take) begin
      i_q      <= i_q - 12'd1;
      last_i_q <= i_q == 12'd2;
    end
    if (accept_i || (take && last_i_q && last_j_q)) begin
      j_q      <= accept_i ? count_i[23:12] : count_q[23:12];
      last_j_q <= (accept_i ? count_i[23:12] : count_q[23:12]) == 12'd1;
    end else if (take && last_i_q) begin
      j_q      <= j_q - 12'd1;
      last_j_q <= j_q == 12'd2;
    end
    if (accept_i) begin
      k_q      <= count_i[35:24];
      last_k_q <= count_i[35:24] == 12'd1;
    end else if (take && last_i_q && last_j_q) begin
      k_q      <= k_q - 12'd1;
      last_k_q <= k_q == 12'd2;
    end
  end

  assign idle_o      = !valid_q;
  assign run_valid_o = valid_q;
  assign run_start_o = start_q;
  assign run_high_o  = high_q;
  assign run_beats_o = beats_q;
  assign run_last_o  = last_i_q && last_j_q && last_k_q;

  `ASSERT(AcceptWhenIdle, accept_i |-> !valid_q)

  logic unused_low_bits;
  assign unused_low_bits = ^{base_i[ByteBits-1:0], offset_i[ByteBits-1:0], stride_i[ByteBits-1:0],
                             stride_i[32+:ByteBits], stride_i[64+:ByteBits]};

endmodule
