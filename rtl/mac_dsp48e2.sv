// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// One multiplier of the array in a DSP48E2, see dsp_mac for its times; UG579 names the registers.
///
/// A carries the column operand down the cascade (A2, one register), D holds the weight, AD is
/// either of them or 0; B is the row operand, from B1 with direct_i and from B2 without.
module mac_dsp48e2 #(
  parameter bit First = 1'b1
) (
  input  logic        clk_i,

  input  logic [15:0] row_i,
  input  logic        gemm_i,
  input  logic        direct_i,
  input  logic        weight_en_i,
  input  logic [7:0]  weight_i,
  input  logic        off_i,
  input  logic        keep_i,
  input  logic        above_i,
  input  logic [29:0] column_i,
  input  logic [47:0] above_sum_i,
  input  logic [29:0] column_cascade_i,
  input  logic [47:0] sum_cascade_i,
  output logic [29:0] column_cascade_o,
  output logic [47:0] sum_cascade_o,
  output logic [47:0] sum_o
);

  logic [8:0]  opmode;  // the multiplier is X and Y
  logic [17:0] unused_bcout;
  logic [3:0]  unused_carryout;
  logic [7:0]  unused_xorout;
  logic        unused_carrycascout, unused_multsignout, unused_overflow, unused_underflow;
  logic        unused_patterndetect, unused_patternbdetect;

  always_comb begin
    case ({above_i, keep_i})
      2'b00:   opmode = 9'b00_000_0101;  // M
      2'b01:   opmode = 9'b00_010_0101;  // P + M
      default: opmode = First ? 9'b00_011_0101 : 9'b00_001_0101;  // C or PCIN, + M
    endcase
  end

  // INMODE: B1, no subtraction, D, not A, A2. Where D is selected A is 0 or off, see tensor_rows.
  DSP48E2 #(
    .A_INPUT            (First ? "DIRECT" : "CASCADE"),
    .B_INPUT            ("DIRECT"),
    .AMULTSEL           ("AD"),
    .BMULTSEL           ("B"),
    .PREADDINSEL        ("A"),
    .USE_MULT           ("MULTIPLY"),
    .USE_SIMD           ("ONE48"),
    .USE_PATTERN_DETECT ("NO_PATDET"),
    .AREG               (1),
    .ACASCREG           (1),
    .BREG               (2),
    .BCASCREG           (2),
    .CREG               (1),
    .DREG               (1),
    .ADREG              (1),
    .MREG               (1),
    .PREG               (1),
    .INMODEREG          (1),
    .OPMODEREG          (1),
    .ALUMODEREG         (0),
    .CARRYINREG         (0),
    .CARRYINSELREG      (0)
  ) u_dsp (
    .CLK            (clk_i),
    .A              (column_i),
    .ACIN           (column_cascade_i),
    .ACOUT          (column_cascade_o),
    .B              ({{2{row_i[15]}}, row_i}),
    .BCIN           (18'd0),
    .BCOUT          (unused_bcout),
    .C              (above_sum_i),
    .D              ({{19{weight_i[7]}}, weight_i}),
    .P              (sum_o),
    .PCIN           (sum_cascade_i),
    .PCOUT          (sum_cascade_o),
    .INMODE         ({direct_i, 1'b0, gemm_i, off_i, 1'b0}),
    .OPMODE         (opmode),
    .ALUMODE        (4'd0),
    .CARRYIN        (1'b0),
    .CARRYINSEL     (3'd0),
    .CARRYCASCIN    (1'b0),
    .MULTSIGNIN     (1'b0),
    .CEA1           (1'b0),
    .CEA2           (1'b1),
    .CEAD           (1'b1),
    .CEALUMODE      (1'b1),
    .CEB1           (1'b1),
    .CEB2           (1'b1),
    .CEC            (1'b1),
    .CECARRYIN      (1'b1),
    .CECTRL         (1'b1),
    .CED            (weight_en_i),
    .CEINMODE       (1'b1),
    .CEM            (1'b1),
    .CEP            (1'b1),
    .RSTA           (1'b0),
    .RSTALLCARRYIN  (1'b0),
    .RSTALUMODE     (1'b0),
    .RSTB           (1'b0),
    .RSTC           (1'b0),
    .RSTCTRL        (1'b0),
    .RSTD           (1'b0),
    .RSTINMODE      (1'b0),
    .RSTM           (1'b0),
    .RSTP           (1'b0),
    .CARRYCASCOUT   (unused_carrycascout),
    .CARRYOUT       (unused_carryout),
    .MULTSIGNOUT    (unused_multsignout),
    .OVERFLOW       (unused_overflow),
    .PATTERNBDETECT (unused_patternbdetect),
    .PATTERNDETECT  (unused_patterndetect),
    .UNDERFLOW      (unused_underflow),
    .XOROUT         (unused_xorout)
  );

endmodule
