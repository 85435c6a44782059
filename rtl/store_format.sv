// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Turns the beats of ACC rows into bus beats: select lanes, shift, round, saturate, pack.
///
/// With a beat of a row at the port in cycle 0: lanes selected 0, coarse shift 1, fine shift and
/// rounding 2, saturated and packed 3 (data_o is combinational from registers in 3).
module store_format #(
  parameter int unsigned Lanes    = 4,
  parameter int unsigned AxiBytes = 4,
  localparam int unsigned Acc     = isa_pkg::AccBits
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  clear_i,         // of what is on its way
  input  logic                  clear_max_i,

  input  logic [5:0]            shift_i,
  input  logic                  beat_valid_i,
  input  logic [3:0]            beat_number_i,
  input  logic [1:0]            beat_format_i,
  input  logic                  beat_track_max_i,
  input  logic [Acc*Lanes-1:0]  row_i,

  output logic                  valid_o,
  output logic [8*AxiBytes-1:0] data_o,
  output logic                  saturated_o,
  output logic [Acc-1:0]        max_o
);

  localparam int unsigned Out = AxiBytes / 2;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // What goes with the lanes from stage to stage
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                valid_q1, valid_q2, valid_q3, track_q1, track_q2, track_q3;
  logic [1:0]          format_q1, format_q2, format_q3;
  logic                odd_q1, odd_q2, odd_q3;  // low bit of the beat number
  logic [AxiBytes-1:0] negative_d, nonzero_d, negative_q1, negative_q2, negative_q3;
  logic [AxiBytes-1:0] nonzero_q1, nonzero_q2, nonzero_q3;
  logic [Acc*Out-1:0]  lanes_d, lanes_q1, values;
  logic [Out-1:0]      saturated;
  logic [5:0]          shift_q1;
  logic [1:0]          shift_q2;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      valid_q1 <= 1'b0;
      valid_q2 <= 1'b0;
      valid_q3 <= 1'b0;
    end else begin
      valid_q1 <= beat_valid_i;
      valid_q2 <= valid_q1;
      valid_q3 <= valid_q2;
    end
  end

  always_ff @(posedge clk_i) begin
    if (beat_valid_i) begin
      format_q1   <= beat_format_i;
      track_q1    <= beat_track_max_i;
      odd_q1      <= beat_number_i[0];
      negative_q1 <= negative_d;
      nonzero_q1  <= nonzero_d;
      lanes_q1    <= lanes_d;
      shift_q1    <= beat_format_i == isa_pkg::OpStoreInt64[1:0] ? '0 : shift_i;
    end
    if (valid_q1) begin
      format_q2   <= format_q1;
      track_q2    <= track_q1;
      odd_q2      <= odd_q1;
      negative_q2 <= negative_q1;
      nonzero_q2  <= nonzero_q1;
      shift_q2    <= shift_q1[1:0];
    end
    if (valid_q2) begin
      format_q3   <= format_q2;
      track_q3    <= track_q2;
      odd_q3      <= odd_q2;
      negative_q3 <= negative_q2;
      nonzero_q3  <= nonzero_q2;
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Lanes
  //////////////////////////////////////////////////////////////////////////////////////////////

  store_select #(
    .Lanes   (Lanes),
    .AxiBytes(AxiBytes)
  ) u_select (
    .row_i,
    .format_i  (beat_format_i),
    .beat_i    (beat_number_i),
    .lanes_o   (lanes_d),
    .negative_o(negative_d),
    .nonzero_o (nonzero_d)
  );

  logic is_int32, is_int16, is_int64, is_sign;

  assign is_int32 = format_q3 == isa_pkg::OpStoreInt32[1:0];
  assign is_int16 = format_q3 == isa_pkg::OpStoreInt16[1:0];
  assign is_int64 = format_q3 == isa_pkg::OpStoreInt64[1:0];
  assign is_sign  = format_q3 == isa_pkg::OpStoreSign[1:0];

  for (genvar i = 0; i < Out; i++) begin : gen_lane
    store_round u_round (
      .clk_i,
      .enable0_i  (valid_q1),
      .enable1_i  (valid_q2),
      .shift0_i   (shift_q1[5:2]),
      .shift1_i   (shift_q2),
      .to32_i     (is_int32),
      .to16_i     (is_int16),
      .lane_i     (lanes_q1[Acc*i+:Acc]),
      .value_o    (values[Acc*i+:Acc]),
      .saturated_o(saturated[i])
    );
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Pack
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [8*AxiBytes-1:0] int16, int32, int64, signs;

  for (genvar i = 0; i < AxiBytes / 2; i++) begin : gen_int16
    assign int16[16*i+:16] = values[Acc*i+:16];
  end
  for (genvar i = 0; i < AxiBytes / 4; i++) begin : gen_int32
    assign int32[32*i+:32] = values[Acc*i+:32];
  end
  for (genvar i = 0; i < AxiBytes; i++) begin : gen_sign
    assign signs[8*i+:8] = {{7{negative_q3[i]}}, nonzero_q3[i]};
  end
  if (AxiBytes >= 8) begin : gen_int64
    for (genvar i = 0; i < AxiBytes / 8; i++) begin : gen_element
      assign int64[64*i+:64] = {{(64-Acc){values[Acc*i+Acc-1]}}, values[Acc*i+:Acc]};
    end
  end else begin : gen_half_int64
    assign int64 = odd_q3 ? {{(64-Acc){values[Acc-1]}}, values[Acc-1:32]} : values[31:0];
  end

  always_comb begin
    unique case (1'b1)
      is_int32: data_o = int32;
      is_int16: data_o = int16;
      is_int64: data_o = int64;
      default:  data_o = signs;
    endcase
  end

  assign valid_o = valid_q3;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Saturation and running maximum of what was stored
  //////////////////////////////////////////////////////////////////////////////////////////////

  // Lanes of a beat that count: all of int16, the lower half of int32, a quarter of int64; of a
  // sign beat lane 0 stands for all, with value 1 if any is not zero.
  logic [Out-1:0]     used;
  logic [Acc*Out-1:0] stored;

  always_comb begin
    unique case (1'b1)
      is_int16: used = '1;
      is_int32: used = {{(Out/2){1'b0}}, {(Out/2){1'b1}}};
      is_int64: used = Out >= 4 ? Out'((1 << (Out / 4)) - 1) : Out'(1);
      default:  used = Out'(1);
    endcase
    stored = values;
    if (is_sign) stored[Acc-1:0] = Acc'(|nonzero_q3);
  end

  assign saturated_o = valid_q3 && |(saturated & used);

  store_max #(
    .Out(Out)
  ) u_max (
    .clk_i,
    .rst_ni,
    .clear_i     (clear_max_i),
    .valid_i     (valid_q3 && track_q3),
    .lane_valid_i(used),
    .lanes_i     (stored),
    .max_o
  );

  logic unused_odd;  // only half an int64 fits a bus of four bytes
  assign unused_odd = odd_q3;

endmodule
