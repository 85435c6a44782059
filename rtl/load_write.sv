// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Routes the beats of loads into X, G, W and the mask.
///
/// With the registered beat in cycle 1 (it was on the bus in 0): X, G and W entries are collected
/// in 1 and written in 2 (readable in 3), mask rows are written in 3 and skip words in 4. done_o
/// comes LoadWrite = 3 cycles after the instruction's last beat. No beat holds more than one entry.
module load_write #(
  parameter int unsigned Lanes      = 4,
  parameter int unsigned AxiBytes   = 4,
  parameter int unsigned XDepth     = 256,
  parameter int unsigned GDepth     = 256,
  parameter int unsigned WDepth     = 128,
  parameter int unsigned MaskDepth  = 128,
  parameter int unsigned IndexWidth = 14,
  localparam int unsigned XAddr     = $clog2(XDepth),
  localparam int unsigned GAddr     = $clog2(GDepth),
  localparam int unsigned WAddr     = $clog2(WDepth),
  localparam int unsigned MaskAddr  = $clog2(MaskDepth),
  localparam int unsigned TileAddr  = $clog2(MaskDepth / Lanes),
  localparam int unsigned TileCount = $clog2(Lanes * Lanes) + 1
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  clear_i,

  input  logic [31:0]           tau_i,
  input  logic [31:0]           tau_below_i,
  input  logic [TileCount-1:0]  skip_from_i,

  // instructions, in the order of issue
  input  logic                  issue_i,
  input  logic [7:0]            opcode_i,
  input  logic                  sign_extend_i,
  input  logic [15:0]           dest_i,
  input  logic [7:0]            done_mask_i,

  // beats
  input  logic                  beat_valid_i,
  input  logic [8*AxiBytes-1:0] beat_data_i,
  input  logic                  beat_last_i,
  output logic [IndexWidth-1:0] index_o,      // instruction of the beat

  output logic                  done_o,
  output logic [7:0]            done_mask_o,

  output logic                  x_we_o,
  output logic [XAddr-1:0]      x_waddr_o,
  output logic [9*Lanes-1:0]    x_wdata_o,
  output logic                  g_we_o,
  output logic [GAddr-1:0]      g_waddr_o,
  output logic [16*Lanes-1:0]   g_wdata_o,
  output logic                  w_we_o,
  output logic [WAddr-1:0]      w_waddr_o,
  output logic [8*Lanes-1:0]    w_wdata_o,
  output logic                  mask_we_o,
  output logic [MaskAddr-1:0]   mask_waddr_o,
  output logic [3*Lanes-1:0]    mask_wdata_o,
  output logic                  skip_we_o,
  output logic [TileAddr-1:0]   skip_waddr_o,
  output logic [TileCount:0]    skip_wdata_o
);

  localparam int unsigned RawBits  = 16 * Lanes;      // a G entry, the largest that is collected
  localparam int unsigned PerEntry = Lanes / AxiBytes; // beats of an entry with one-byte elements

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Cycle 1: which entry
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [7:0]            opcode, done_mask;
  logic                  sign_extend, pop, unused_valid;
  logic [15:0]           dest, entry, entry_q;
  logic                  fresh_q;     // the next beat is the first of its instruction
  logic [3:0]            beat_q;      // within the entry
  logic [3:0]            entry_beats; // of an entry, less one
  logic                  entry_last;
  logic [IndexWidth-1:0] index_q;

  queue #(
    .Width(33),
    .Depth(2 * isa_pkg::MaxOutstanding)
  ) u_instructions (
    .clk_i,
    .rst_ni,
    .clear_i,
    .push_i (issue_i),
    .data_i ({opcode_i, sign_extend_i, dest_i, done_mask_i}),
    .pop_i  (pop),
    .valid_o(unused_valid),
    .head_o ({opcode, sign_extend, dest, done_mask})
  );

  assign pop = beat_valid_i && beat_last_i;

  always_comb begin
    unique case (opcode)
      isa_pkg::OpLoadG:    entry_beats = 4'(2 * PerEntry - 1);
      isa_pkg::OpLoadMask: entry_beats = 4'(4 * PerEntry - 1);
      default:             entry_beats = 4'(PerEntry - 1);
    endcase
    entry      = fresh_q ? dest : entry_q;
    entry_last = beat_q == entry_beats;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      fresh_q <= 1'b1;
      beat_q  <= '0;
      index_q <= '0;
    end else if (beat_valid_i) begin
      fresh_q <= beat_last_i;
      beat_q  <= entry_last ? '0 : beat_q + 4'd1;
      if (beat_last_i) index_q <= index_q + IndexWidth'(1);
    end
  end

  always_ff @(posedge clk_i) begin
    if (beat_valid_i) entry_q <= entry_last ? entry + 16'd1 : entry;
  end

  assign index_o = index_q;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Cycle 2: write X, G or W
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [RawBits-1:0] raw_q;
  logic [15:0]        addr_q;
  logic               extend_q, x_we_q, g_we_q, w_we_q, whole;

  assign whole = beat_valid_i && entry_last;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      x_we_q <= 1'b0;
      g_we_q <= 1'b0;
      w_we_q <= 1'b0;
    end else begin
      x_we_q <= whole && opcode == isa_pkg::OpLoadX;
      g_we_q <= whole && opcode == isa_pkg::OpLoadG;
      w_we_q <= whole && opcode == isa_pkg::OpLoadW;
    end
  end

  always_ff @(posedge clk_i) begin
    if (beat_valid_i) begin
      raw_q    <= {beat_data_i, raw_q[RawBits-1:8*AxiBytes]};
      addr_q   <= entry;
      extend_q <= sign_extend;
    end
  end

  assign x_we_o    = x_we_q;
  assign g_we_o    = g_we_q;
  assign w_we_o    = w_we_q;
  assign x_waddr_o = addr_q[XAddr-1:0];
  assign g_waddr_o = addr_q[GAddr-1:0];
  assign w_waddr_o = addr_q[WAddr-1:0];
  assign g_wdata_o = raw_q;
  assign w_wdata_o = raw_q[RawBits-1-:8*Lanes];

  logic unused_addr;  // Validate keeps entries inside the memories
  assign unused_addr = ^addr_q;

  for (genvar i = 0; i < Lanes; i++) begin : gen_extend
    logic [7:0] value;
    assign value             = w_wdata_o[8*i+:8];
    assign x_wdata_o[9*i+:9] = {extend_q && value[7], value};
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Mask
  //////////////////////////////////////////////////////////////////////////////////////////////

  load_mask #(
    .Lanes    (Lanes),
    .AxiBytes (AxiBytes),
    .MaskDepth(MaskDepth)
  ) u_mask (
    .clk_i,
    .rst_ni,
    .clear_i,
    .tau_i,
    .tau_below_i,
    .skip_from_i,
    .beat_valid_i(beat_valid_i && opcode == isa_pkg::OpLoadMask),
    .beat_data_i,
    .row_last_i  (entry_last),
    .row_i       (entry[MaskAddr-1:0]),
    .mask_we_o,
    .mask_waddr_o,
    .mask_wdata_o,
    .skip_we_o,
    .skip_waddr_o,
    .skip_wdata_o
  );

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Completion, LoadWrite cycles after the last beat
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic       done_q2, done_q3;
  logic [7:0] mask_q2, mask_q3;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      done_q2 <= 1'b0;
      done_q3 <= 1'b0;
    end else begin
      done_q2 <= pop;
      done_q3 <= done_q2;
    end
  end

  always_ff @(posedge clk_i) begin
    mask_q2 <= done_mask;
    mask_q3 <= mask_q2;
  end

  assign done_o      = done_q3;
  assign done_mask_o = mask_q3;

  `ASSERT_INIT(WriteDelay, isa_pkg::LoadWrite == 3)
  `ASSERT(EndsWithEntry, pop |-> entry_last)

endmodule
