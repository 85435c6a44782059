// SPDX-License-Identifier: Apache-2.0

/// Model of a DSP48E1 for simulation, no more of it than the array uses (dsp48_subset); the names
/// and the defaults are those of UG479. It stops the simulation where attributes or inputs leave
/// that subset.
module DSP48E1 #(
  parameter logic [55:0] A_INPUT = "DIRECT",
  parameter B_INPUT = "DIRECT",
  parameter USE_MULT = "MULTIPLY",
  parameter USE_SIMD = "ONE48",
  parameter USE_PATTERN_DETECT = "NO_PATDET",
  parameter USE_DPORT = "FALSE",
  parameter int AREG = 1,
  parameter int ACASCREG = 1,
  parameter int BREG = 1,
  parameter int BCASCREG = 1,
  parameter int CREG = 1,
  parameter int DREG = 1,
  parameter int ADREG = 1,
  parameter int MREG = 1,
  parameter int PREG = 1,
  parameter int INMODEREG = 1,
  parameter int OPMODEREG = 1,
  parameter int ALUMODEREG = 1,
  parameter int CARRYINREG = 1,
  parameter int CARRYINSELREG = 1
) (
  input  logic        CLK,
  input  logic [29:0] A,
  input  logic [29:0] ACIN,
  input  logic [17:0] B,
  input  logic [17:0] BCIN,
  input  logic [47:0] C,
  input  logic [24:0] D,
  input  logic [47:0] PCIN,
  input  logic [4:0]  INMODE,
  input  logic [6:0]  OPMODE,
  input  logic [3:0]  ALUMODE,
  input  logic        CARRYIN,
  input  logic [2:0]  CARRYINSEL,
  input  logic        CARRYCASCIN,
  input  logic        MULTSIGNIN,
  input  logic        CEA1,
  input  logic        CEA2,
  input  logic        CEAD,
  input  logic        CEALUMODE,
  input  logic        CEB1,
  input  logic        CEB2,
  input  logic        CEC,
  input  logic        CECARRYIN,
  input  logic        CECTRL,
  input  logic        CED,
  input  logic        CEINMODE,
  input  logic        CEM,
  input  logic        CEP,
  input  logic        RSTA,
  input  logic        RSTALLCARRYIN,
  input  logic        RSTALUMODE,
  input  logic        RSTB,
  input  logic        RSTC,
  input  logic        RSTCTRL,
  input  logic        RSTD,
  input  logic        RSTINMODE,
  input  logic        RSTM,
  input  logic        RSTP,
  output logic [29:0] ACOUT,
  output logic [17:0] BCOUT,
  output logic [47:0] P,
  output logic [47:0] PCOUT,
  output logic [3:0]  CARRYOUT,
  output logic        CARRYCASCOUT,
  output logic        MULTSIGNOUT,
  output logic        OVERFLOW,
  output logic        UNDERFLOW,
  output logic        PATTERNDETECT,
  output logic        PATTERNBDETECT
);

  logic unused;

  dsp48_subset #(
    .Bits    (25),
    .Cascade (A_INPUT == 56'("CASCADE"))
  ) u_subset (
    .clk_i       (CLK),
    .a_i         (A),
    .acin_i      (ACIN),
    .b_i         (B),
    .c_i         (C),
    .d_i         (D),
    .pcin_i      (PCIN),
    .inmode_i    (INMODE),
    .opmode_i    (OPMODE[6:0]),
    .ce_a2_i     (CEA2),
    .ce_b1_i     (CEB1),
    .ce_b2_i     (CEB2),
    .ce_c_i      (CEC),
    .ce_d_i      (CED),
    .ce_ad_i     (CEAD),
    .ce_m_i      (CEM),
    .ce_p_i      (CEP),
    .ce_inmode_i (CEINMODE),
    .ce_ctrl_i   (CECTRL),
    .acout_o     (ACOUT),
    .bcout_o     (BCOUT),
    .p_o         (P)
  );

  assign PCOUT = P;

  assign CARRYOUT       = '0;
  assign CARRYCASCOUT   = '0;
  assign MULTSIGNOUT    = '0;
  assign OVERFLOW       = '0;
  assign UNDERFLOW      = '0;
  assign PATTERNDETECT  = '0;
  assign PATTERNBDETECT = '0;

  assign unused = ^{BCIN, CARRYCASCIN, MULTSIGNIN, CEALUMODE, CECARRYIN};

  initial begin
    if (B_INPUT != "DIRECT" || USE_DPORT != "TRUE") begin
      $fatal(1, "%m: operands");
    end
    if (AREG != 1 || ACASCREG != 1 || BREG != 2 || BCASCREG != 2 || CREG != 1 || DREG != 1 ||
        ADREG != 1 || MREG != 1 || PREG != 1 || INMODEREG != 1 || OPMODEREG != 1 ||
        ALUMODEREG != 0 || CARRYINREG != 0 || CARRYINSELREG != 0) begin
      $fatal(1, "%m: registers");
    end
    if (USE_MULT != "MULTIPLY" || USE_SIMD != "ONE48" || USE_PATTERN_DETECT != "NO_PATDET") begin
      $fatal(1, "%m: use");
    end
  end

  always_ff @(posedge CLK) begin
    if (RSTA || RSTALLCARRYIN || RSTALUMODE || RSTB || RSTC || RSTCTRL || RSTD || RSTINMODE ||
        RSTM || RSTP || CEA1) begin
      $fatal(1, "%m: a reset or register A1");
    end
    if (ALUMODE != '0 || CARRYIN || CARRYINSEL != '0) $fatal(1, "%m: not a plain sum");
  end

endmodule
