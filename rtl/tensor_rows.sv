// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Staggers operands and controls: row r of the array works r cycles behind row 0.
///
/// Inputs belong to the slot whose data are at the memory outputs (its cycle 3), row_i to the one
/// before (4). Outputs for row r, which belongs to chain j = r / Chain, in cycle
///
///   row_o                  4+r
///   gemm_o                 3+r+j   GEMM: multiply by weights, otherwise by column operands
///   direct_o               4+r     GEMM, j = 0: the row operand skips a register
///   weight_en_o, weight_o  3+r+j   weight row r of the tile, of slot r; weight_o of chain j
///   off_o                  4+r     OUTER: multipliers off, from the first slot of a tile on
///   keep_o, above_o        5+r+j   GEMM
///                          6+r     OUTER
///
/// GEMM is one cycle later behind the joint of two chains. OUTER may follow GEMM without a gap; the
/// other way round a fence lies between, so keep_o and above_o never have to serve both at once.
module tensor_rows #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned Chain = 4,
  localparam int unsigned Chains = Lanes / Chain
) (
  input  logic                      clk_i,

  input  logic [16*Lanes-1:0]       row_i,
  input  logic                      gemm_i,
  input  logic                      add_i,      // GEMM: sums start with the ACC row, else with 0
  input  logic                      load_i,     // GEMM: weight row 0 of a tile
  input  logic [8*Lanes-1:0]        weight_i,
  input  logic                      start_i,    // OUTER: first slot of a tile
  input  logic                      masked_i,
  input  logic [Lanes-1:0]          decided_i,

  output logic [16*Lanes-1:0]       row_o,
  output logic [Lanes-1:0]          gemm_o,
  output logic [Lanes-1:0]          direct_o,
  output logic [Lanes-1:0]          weight_en_o,
  output logic [8*Lanes*Chains-1:0] weight_o,   // chain 0 in the low bits
  output logic [Lanes*Lanes-1:0]    off_o,      // row 0 in the low bits
  output logic [Lanes-1:0]          keep_o,     // a multiplier adds to its own sum
  output logic [Lanes-1:0]          above_o     // or to the sum above it; if neither, to 0
);

  // Bit n of a line is its input n cycles ago.
  logic [Lanes+Chains:0]   gemm;
  logic [Lanes+Chains:1]   gemm_q;
  logic [Lanes+Chains-2:0] load;
  logic [Lanes+Chains-2:1] load_q;
  logic [Lanes+2:0]        start;
  logic [Lanes+2:1]        start_q;
  logic [Lanes-1:0]        masked;
  logic [Lanes-1:1]        masked_q;
  logic [2:0]              add;
  logic [2:1]              add_q;

  assign gemm   = {gemm_q, gemm_i};
  assign load   = {load_q, load_i};
  assign start  = {start_q, start_i};
  assign masked = {masked_q, masked_i};
  assign add    = {add_q, add_i};

  always_ff @(posedge clk_i) begin
    gemm_q   <= gemm[Lanes+Chains-1:0];
    load_q   <= load[Lanes+Chains-3:0];
    start_q  <= start[Lanes+1:0];
    masked_q <= masked[Lanes-2:0];
    add_q    <= add[1:0];
  end

  for (genvar r = 0; r < Lanes; r++) begin : gen_row
    localparam int unsigned Joints = r / Chain;

    logic [Lanes-1:0] off_q;

    assign gemm_o[r]      = gemm[r+Joints];
    assign direct_o[r]    = gemm[r+1] && Joints == 0;
    assign weight_en_o[r] = load[r+Joints];
    assign keep_o[r]      = !gemm[2+r+Joints] && !start[3+r];

    if (r == 0) begin : gen_top
      assign above_o[r]      = gemm[2] && add[2];
      assign row_o[16*r+:16] = row_i[16*r+:16];
    end else begin : gen_below
      logic [15:0] line, row_q;

      assign above_o[r]      = gemm[2+r+Joints];
      assign row_o[16*r+:16] = row_q;

      if (r == 1) begin : gen_short
        assign line = row_i[16*r+:16];
      end else begin : gen_line
        delay_line #(
          .Width  (16),
          .Cycles (r - 1)
        ) u_line (
          .clk_i,
          .data_i (row_i[16*r+:16]),
          .data_o (line)
        );
      end

      // A flip-flop, not the end of the shift register in LUTs: that is slow to begin a path with.
      (* keep *) always_ff @(posedge clk_i) row_q <= line;
    end

    always_ff @(posedge clk_i) begin
      if (start[r]) off_q <= decided_i & {Lanes{masked[r]}};
    end

    assign off_o[Lanes*r+:Lanes] = off_q;
  end

  for (genvar j = 0; j < Chains; j++) begin : gen_chain
    if (j == 0) begin : gen_first
      assign weight_o[0+:8*Lanes] = weight_i;
    end else begin : gen_next
      logic [8*Lanes-1:0] weight_q;

      always_ff @(posedge clk_i) weight_q <= weight_o[8*Lanes*(j-1)+:8*Lanes];

      assign weight_o[8*Lanes*j+:8*Lanes] = weight_q;
    end
  end

  `ASSERT_INIT(WholeChains, Lanes == Chain * Chains)

endmodule
