// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The fetch unit: reads a segment's descriptor, then its instruction lists.
///
/// go_i in cycle t: the descriptor's first address is offered in t+1. Counted from its last beat: the
/// beat is registered in 1, the fields are complete in 2, the first list address is offered in
/// 3 = DescriptorDecode. Counted from the last beat of the lists (or of the descriptor, if all
/// lists are empty): filled_o pulses in 2, so that engines may issue in 3 = FetchToIssue. A bad
/// descriptor gives bad_o instead. active_o is high from go_i's next cycle until filled_o or bad_o.
module fetch #(
  parameter int unsigned Lanes      = 4,
  parameter int unsigned AxiBytes   = 4,
  parameter int unsigned InstrDepth = 64,
  parameter int unsigned IndexWidth = 14,
  localparam int unsigned TileCount = $clog2(Lanes * Lanes) + 1
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    stop_i,
  input  logic                    go_i,
  input  logic [63:0]             addr_i,

  output logic                    active_o,
  output logic                    filled_o,
  output logic                    bad_o,
  output logic                    read_error_o,

  // the segment
  output logic [3*IndexWidth-1:0] length_o,
  output logic [63:0]             next_o,
  output logic [511:0]            bases_o,
  output logic [5:0]              shift_o,
  output logic [31:0]             tau_o,
  output logic [31:0]             tau_below_o,
  output logic [TileCount-1:0]    skip_from_o,

  // instruction memories
  output logic [2:0]              we_o,
  output logic [IndexWidth-1:0]   index_o,
  output logic [511:0]            word_o,

  // read channel
  output logic                    burst_valid_o,
  input  logic                    burst_ready_i,
  output logic [63:0]             burst_addr_o,
  output logic [3:0]              burst_len_o,
  input  logic                    beat_valid_i,
  input  logic [8*AxiBytes-1:0]   beat_data_i,
  input  logic                    beat_error_i
);

  typedef enum logic [1:0] {
    StIdle,
    StDescriptor,
    StLists
  } state_e;

  state_e          state_d, state_q;
  logic            filled_d, filled_q, lists_go, bad;
  logic            descriptor_done, descriptor_ok, lists_done, empty;
  logic [3*64-1:0] lists;
  logic [2:0]      nonempty;

  always_comb begin
    state_d  = state_q;
    filled_d = 1'b0;
    lists_go = 1'b0;
    bad      = 1'b0;
    unique case (state_q)
      // No segment is being fetched.
      StIdle: begin
        if (go_i) state_d = StDescriptor;
      end
      // Beats belong to the descriptor.
      StDescriptor: begin
        if (descriptor_done) begin
          if (!descriptor_ok) begin
            bad     = 1'b1;
            state_d = StIdle;
          end else if (empty) begin
            state_d = StIdle;
          end else begin
            lists_go = 1'b1;
            state_d  = StLists;
          end
        end
      end
      // Beats belong to the lists.
      StLists: begin
        if (lists_done) begin
          filled_d = 1'b1;
          state_d  = StIdle;
        end
      end
      default: state_d = StIdle;
    endcase
    if (stop_i) state_d = StIdle;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q  <= StIdle;
      filled_q <= 1'b0;
    end else begin
      state_q  <= state_d;
      filled_q <= filled_d;
    end
  end

  assign empty        = nonempty == '0;
  assign active_o     = state_q != StIdle;
  assign bad_o        = bad;
  assign filled_o     = filled_q
      || (state_q == StDescriptor && descriptor_done && descriptor_ok && empty);
  assign read_error_o = active_o && beat_valid_i && beat_error_i;

  descriptor #(
    .Lanes     (Lanes),
    .AxiBytes  (AxiBytes),
    .InstrDepth(InstrDepth),
    .IndexWidth(IndexWidth)
  ) u_descriptor (
    .clk_i,
    .rst_ni,
    .clear_i     (go_i),
    .beat_valid_i(beat_valid_i && state_q == StDescriptor),
    .beat_data_i,
    .done_o      (descriptor_done),
    .ok_o        (descriptor_ok),
    .nonempty_o  (nonempty),
    .length_o,
    .lists_o     (lists),
    .next_o,
    .bases_o,
    .shift_o,
    .tau_o,
    .tau_below_o,
    .skip_from_o
  );

  fetch_bursts #(
    .AxiBytes  (AxiBytes),
    .IndexWidth(IndexWidth)
  ) u_bursts (
    .clk_i,
    .rst_ni,
    .stop_i,
    .descriptor_go_i  (go_i),
    .descriptor_addr_i(addr_i),
    .lists_go_i       (lists_go),
    .lists_i          (lists),
    .length_i         (length_o),
    .nonempty_i       (nonempty),
    .burst_valid_o,
    .burst_ready_i,
    .burst_addr_o,
    .burst_len_o
  );

  fetch_lists #(
    .AxiBytes  (AxiBytes),
    .IndexWidth(IndexWidth)
  ) u_lists (
    .clk_i,
    .rst_ni,
    .clear_i     (go_i),
    .length_i    (length_o),
    .nonempty_i  (nonempty),
    .beat_valid_i(beat_valid_i && state_q == StLists),
    .beat_data_i,
    .we_o,
    .index_o,
    .word_o,
    .done_o      (lists_done)
  );

endmodule
