// SPDX-License-Identifier: Apache-2.0

/// What the array uses of a DSP48, for simulation, after the manuals UG479 and UG579: registers A2,
/// B1, B2, C, D, AD, M, P and those of INMODE and OPMODE; P = Z + M.
///
/// A clocked check stops the simulation where the controls leave that subset.
module dsp48_subset #(
  parameter int unsigned Bits = 25,  // of D, AD and what the multiplier sees of A
  parameter bit Cascade = 1'b0       // A comes from ACIN
) (
  input  logic        clk_i,
  input  logic [29:0] a_i,
  input  logic [29:0] acin_i,
  input  logic [17:0] b_i,
  input  logic [47:0] c_i,
  input  logic [Bits-1:0] d_i,
  input  logic [47:0] pcin_i,
  input  logic [4:0]  inmode_i,
  input  logic [6:0]  opmode_i,
  input  logic        ce_a2_i,
  input  logic        ce_b1_i,
  input  logic        ce_b2_i,
  input  logic        ce_c_i,
  input  logic        ce_d_i,
  input  logic        ce_ad_i,
  input  logic        ce_m_i,
  input  logic        ce_p_i,
  input  logic        ce_inmode_i,
  input  logic        ce_ctrl_i,
  output logic [29:0] acout_o,
  output logic [17:0] bcout_o,
  output logic [47:0] p_o
);

  logic [29:0]            a2_q;
  logic signed [17:0]     b1_q, b2_q, b;
  logic [47:0]            c_q, z, p_q;
  logic signed [47:0]     m_q;
  logic signed [Bits-1:0] d_q, a_gated, d_gated, ad_q;
  logic                   use_b1_q, use_d_q, zero_a_q;
  logic [2:0]             z_q;

  assign a_gated = zero_a_q ? '0 : a2_q[Bits-1:0];
  assign d_gated = use_d_q ? d_q : '0;
  assign b       = use_b1_q ? b1_q : b2_q;

  always_comb begin
    case (z_q)
      3'b000:  z = '0;
      3'b001:  z = pcin_i;
      3'b010:  z = p_q;
      default: z = c_q;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (ce_a2_i) a2_q <= Cascade ? acin_i : a_i;
    if (ce_b1_i) b1_q <= b_i;
    if (ce_b2_i) b2_q <= b1_q;
    if (ce_c_i) c_q <= c_i;
    if (ce_d_i) d_q <= d_i;
    if (ce_ad_i) ad_q <= a_gated + d_gated;
    if (ce_m_i) m_q <= 48'(ad_q) * 48'(b);
    if (ce_p_i) p_q <= z + m_q;
    if (ce_inmode_i) {use_b1_q, use_d_q, zero_a_q} <= {inmode_i[4], inmode_i[2:1]};
    if (ce_ctrl_i) z_q <= opmode_i[6:4];
  end

  assign acout_o = a2_q;
  assign bcout_o = b2_q;
  assign p_o     = p_q;

  always_ff @(posedge clk_i) begin
    if (inmode_i[3] || inmode_i[0]) $fatal(1, "%m: INMODE subtracts or takes A1");
    if (opmode_i[6] || (&opmode_i[5:4] && Cascade)) $fatal(1, "%m: OPMODE takes another Z");
    if (opmode_i[3:0] != 4'b0101) $fatal(1, "%m: OPMODE does not take M");
  end

endmodule
