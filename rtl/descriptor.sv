// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The descriptor of the segment at hand: takes its beats, holds its fields.
///
/// A registered beat in cycle 1 is in the fields from cycle 2 on, done_o is high in the cycle after
/// the last beat was registered. What is derived from fields (ok_o, nonempty_o, tau_below_o,
/// skip_from_o) is one cycle later than those; they come in the first half of the descriptor, so it
/// is there in time for done_o.
module descriptor #(
  parameter int unsigned Lanes      = 4,
  parameter int unsigned AxiBytes   = 4,
  parameter int unsigned InstrDepth = 64,
  parameter int unsigned IndexWidth = 14,
  localparam int unsigned TileCount = $clog2(Lanes * Lanes) + 1
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    clear_i,      // the first beat comes next
  input  logic                    beat_valid_i,
  input  logic [8*AxiBytes-1:0]   beat_data_i,

  output logic                    done_o,
  output logic                    ok_o,         // magic and lengths of lists
  output logic [2:0]              nonempty_o,   // lists that are not empty
  output logic [3*IndexWidth-1:0] length_o,     // of the lists; valid if ok_o
  output logic [3*64-1:0]         lists_o,
  output logic [63:0]             next_o,
  output logic [511:0]            bases_o,
  output logic [5:0]              shift_o,
  output logic [31:0]             tau_o,
  output logic [31:0]             tau_below_o,  // Tau - 1, 0 if Tau is 0
  output logic [TileCount-1:0]    skip_from_o   // decided weights from which on a tile is skipped
);

  localparam int unsigned Beats    = isa_pkg::DescriptorBytes / AxiBytes;
  localparam int unsigned BeatBits = $clog2(Beats);
  localparam int unsigned Used     = 8 * isa_pkg::DescriptorBytes;

  logic [BeatBits-1:0] beat_q;
  logic [Used-1:0]     word_q;  // the descriptor; reserved bits are never read
  logic                done_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      beat_q <= '0;
      done_q <= 1'b0;
    end else begin
      beat_q <= beat_q + BeatBits'(beat_valid_i);
      done_q <= beat_valid_i && beat_q == BeatBits'(Beats - 1);
    end
  end

  for (genvar i = 0; i < Beats; i++) begin : gen_beat
    always_ff @(posedge clk_i) begin
      if (beat_valid_i && beat_q == BeatBits'(i)) begin
        word_q[8*AxiBytes*i+:8*AxiBytes] <= beat_data_i;
      end
    end
  end

  assign done_o = done_q;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Fields
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [2:0] fits, nonempty, nonempty_q;
  logic       ok_q;

  for (genvar e = 0; e < isa_pkg::NumEngines; e++) begin : gen_list
    logic [15:0] count;
    assign count       = word_q[isa_pkg::DescriptorCountLoadLsb+16*e+:16];
    assign fits[e]     = count <= 16'(InstrDepth);
    assign nonempty[e] = count != '0;
    assign length_o[IndexWidth*e+:IndexWidth] = IndexWidth'(count);
  end

  assign ok_o       = ok_q;
  assign nonempty_o = nonempty_q;

  assign lists_o = word_q[isa_pkg::DescriptorListLoadLsb+:3*64];
  assign next_o  = word_q[isa_pkg::DescriptorNextLsb+:isa_pkg::DescriptorNextWidth];
  assign bases_o = word_q[isa_pkg::DescriptorBase0Lsb+:512];
  assign shift_o = word_q[isa_pkg::DescriptorShiftLsb+:6];
  assign tau_o   = word_q[isa_pkg::DescriptorTauLsb+:isa_pkg::DescriptorTauWidth];

  logic [31:0]                          tau_below_q, tau_less_one;
  logic [TileCount-1:0]                 skip_from_q;
  logic [isa_pkg::DescriptorSkipLimitWidth-1:0] skip_limit;
  logic                                 unused_carry;

  assign skip_limit = word_q[isa_pkg::DescriptorSkipLimitLsb+:isa_pkg::DescriptorSkipLimitWidth];

  carry_select #(
    .Width(32)
  ) u_tau (
    .a_i    (tau_o),
    .b_i    ('1),
    .carry_i(1'b0),
    .sum_o  (tau_less_one),
    .carry_o(unused_carry)
  );

  always_ff @(posedge clk_i) begin
    ok_q        <= word_q[isa_pkg::DescriptorMagicLsb+:isa_pkg::DescriptorMagicWidth]
        == isa_pkg::DescriptorMagic && (&fits);
    nonempty_q  <= nonempty;
    tau_below_q <= tau_o == '0 ? '0 : tau_less_one;
    // No more than SkipLimit undecided of L*L: at least L*L - SkipLimit decided.
    skip_from_q <= skip_limit >= 16'(Lanes * Lanes) ? '0
        : TileCount'(Lanes * Lanes) - TileCount'(skip_limit);
  end

  assign tau_below_o = tau_below_q;
  assign skip_from_o = skip_from_q;

  `ASSERT_INIT(FieldsInTime, Beats >= 8)

  logic unused_reserved;
  assign unused_reserved = ^word_q;

endmodule
