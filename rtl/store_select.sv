// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Takes from an ACC row the lanes that one beat of a store carries, and the signs of those that
/// one beat of STORE.SIGN carries.
///
/// Combinational. A beat carries AxiBytes/2 int16, AxiBytes/4 int32, AxiBytes/8 int64 or AxiBytes
/// signs; of an int64 wider than the bus it carries half. Lane p of lanes_o is lane first + p of the
/// row; those that the format does not use are arbitrary.
module store_select #(
  parameter int unsigned Lanes    = 4,
  parameter int unsigned AxiBytes = 4,
  localparam int unsigned Acc     = isa_pkg::AccBits,
  localparam int unsigned Out     = AxiBytes / 2   // lanes that leave, those of int16
) (
  input  logic [Acc*Lanes-1:0] row_i,
  input  logic [1:0]           format_i,
  input  logic [3:0]           beat_i,
  output logic [Acc*Out-1:0]   lanes_o,
  output logic [AxiBytes-1:0]  negative_o,
  output logic [AxiBytes-1:0]  nonzero_o
);

  localparam int unsigned LaneBits = $clog2(Lanes);
  localparam int unsigned OutBits  = $clog2(Out);
  localparam int unsigned Groups   = Lanes / Out;       // of int16 lanes
  localparam int unsigned GroupBits = $clog2(Groups);
  localparam int unsigned SignGroups = Lanes / AxiBytes;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Lanes: halve the row until only what an int16 beat carries is left, then halve that for the
  // narrower beats. A format's beats begin at multiples of their size, so the low bits of "first"
  // are zero where no narrower choice is to be made.
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [LaneBits-1:0]  first;
  logic [Acc*Out-1:0]   wide;
  logic [Acc*Out/2-1:0] half;

  always_comb begin
    unique case (format_i)
      isa_pkg::OpStoreInt16[1:0]: first = LaneBits'(beat_i) << OutBits;
      isa_pkg::OpStoreInt32[1:0]: first = LaneBits'(beat_i) << (OutBits - 1);
      default:                    first = LaneBits'((8'(beat_i) << (OutBits + 1)) >> 3);
    endcase
  end

  mux_tree #(
    .Width (Acc * Out),
    .Inputs(Groups)
  ) u_wide (
    .sel_i (first[LaneBits-1-:GroupBits]),
    .data_i(row_i),
    .data_o(wide)
  );

  assign half = first[OutBits-1] ? wide[Acc*Out-1:Acc*Out/2] : wide[Acc*Out/2-1:0];

  if (Out >= 4) begin : gen_quarter
    logic [Acc*Out/4-1:0] quarter;
    assign quarter = first[OutBits-2] ? half[Acc*Out/2-1:Acc*Out/4] : half[Acc*Out/4-1:0];
    assign lanes_o = {wide[Acc*Out-1:Acc*Out/2], half[Acc*Out/2-1:Acc*Out/4], quarter};
  end else begin : gen_no_quarter
    assign lanes_o = {wide[Acc*Out-1:Acc*Out/2], half};
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Signs
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [Lanes-1:0]   negative, nonzero;
  logic [2*Lanes-1:0] signs;  // groups of AxiBytes lanes, nonzero above negative

  for (genvar i = 0; i < Lanes; i++) begin : gen_sign
    assign negative[i] = row_i[Acc*i+Acc-1];
    assign nonzero[i]  = row_i[Acc*i+:Acc] != '0;
  end
  for (genvar i = 0; i < SignGroups; i++) begin : gen_group
    assign signs[2*AxiBytes*i+:2*AxiBytes] =
        {nonzero[AxiBytes*i+:AxiBytes], negative[AxiBytes*i+:AxiBytes]};
  end

  if (SignGroups > 1) begin : gen_sign_mux
    mux_tree #(
      .Width (2 * AxiBytes),
      .Inputs(SignGroups)
    ) u_signs (
      .sel_i (beat_i[$clog2(SignGroups)-1:0]),
      .data_i(signs),
      .data_o({nonzero_o, negative_o})
    );
  end else begin : gen_all_signs
    assign {nonzero_o, negative_o} = signs;
  end

endmodule
