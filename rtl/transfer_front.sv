// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// What the load and the store engine have in common: instruction memory, issue and the addresses
/// of their bursts.
///
/// An instruction is accepted in the cycle of the last address of the one before it (or when the
/// lists are filled, one cycle before S): its header is at the issue stage one cycle later, its
/// first burst is ready three cycles later, which is b + 2 at the earliest. Bursts are held back
/// until b + IssueDelay. issue_o is the first issue slot b, header_o the header of the instruction
/// between its acceptance and its last address.
///
/// stop_i ends offering; a burst that was offered and not taken stays.
module transfer_front #(
  parameter int unsigned Lanes      = 4,
  parameter int unsigned AxiBytes   = 4,
  parameter int unsigned InstrDepth = 64,
  parameter bit          Store      = 1'b0,  // opcodes of STORE, not of LOAD
  parameter int unsigned IssueDelay = isa_pkg::LoadIssue,
  parameter int unsigned IndexWidth = 14,
  /// Bits of an instruction word up to the last field.
  localparam int unsigned InstrBits = isa_pkg::LoadStride2Lsb + isa_pkg::LoadStride2Width,
  /// Bits up to the last loop count.
  localparam int unsigned HeaderBits = isa_pkg::LoadCount2Lsb + isa_pkg::LoadCount2Width,
  localparam int unsigned AddrWidth = $clog2(InstrDepth)
) (
  input  logic                  clk_i,
  input  logic                  rst_ni,
  input  logic                  clear_i,
  input  logic                  run_i,
  input  logic                  stop_i,

  // instruction list
  input  logic [IndexWidth-1:0] length_i,
  input  logic                  we_i,
  input  logic [AddrWidth-1:0]  waddr_i,
  input  logic [InstrBits-1:0]  wdata_i,
  input  logic                  filled_i,
  input  logic [511:0]          bases_i,

  // issue
  input  logic [7:0]            available_i,
  output logic [7:0]            take_o,
  output logic                  issue_o,
  output logic                  bad_o,
  output logic [HeaderBits-1:0] header_o,
  input  logic                  done_i,
  output logic                  flying_o,
  output logic                  ended_o,
  output logic [IndexWidth-1:0] index_o,
  output logic [IndexWidth-1:0] done_index_o,

  // bursts
  output logic                  burst_valid_o,
  input  logic                  burst_ready_i,
  output logic [63:0]           burst_addr_o,
  output logic [3:0]            burst_len_o,
  output logic                  burst_last_o,

  // counters
  output logic                  count_busy_o,
  output logic                  count_wait_first_o,
  output logic                  count_wait_second_o
);

  localparam int unsigned ByteBits  = $clog2(AxiBytes);
  localparam int unsigned StartBits = 33 - ByteBits;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Prefetch
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                 head_valid, head_load, accept, finish;
  logic [InstrBits-1:0] head, next;
  logic [63:0]          base_d, base_q;
  logic                 runs_idle, slot_valid_q;

  instr_mem #(
    .Width     (InstrBits),
    .Depth     (InstrDepth),
    .IndexWidth(IndexWidth)
  ) u_mem (
    .clk_i,
    .rst_ni,
    .clear_i,
    .length_i,
    .we_i,
    .waddr_i,
    .wdata_i,
    .filled_i,
    .pop_i   (accept),
    .valid_o (head_valid),
    .head_o  (head),
    .load_o  (head_load),
    .next_o  (next)
  );

  mux_tree #(
    .Width (64),
    .Inputs(isa_pkg::NumBases)
  ) u_base (
    .sel_i (next[isa_pkg::LoadBaseLsb+:isa_pkg::LoadBaseWidth]),
    .data_i(bases_i),
    .data_o(base_d)
  );

  always_ff @(posedge clk_i) begin
    if (head_load) base_q <= base_d;
  end

  // Of the next instruction only the number of its base register is of interest.
  logic unused_bits;
  assign unused_bits = ^{next, head[isa_pkg::LoadOffsetLsb-1:isa_pkg::LoadBaseLsb]};

  assign accept = head_valid && filled_i && runs_idle && (!slot_valid_q || finish) && !stop_i;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Decode: bytes of an element as a power of two, beats of a run
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [7:0]  opcode;
  logic [1:0]  element;
  logic [19:0] run_beats;
  logic        bad_d, bad_q;

  assign opcode = head[isa_pkg::LoadOpcodeLsb+:isa_pkg::LoadOpcodeWidth];

  always_comb begin
    bad_d   = 1'b0;
    element = 2'd0;
    if (Store) begin
      unique case (opcode)
        isa_pkg::OpStoreInt32: element = 2'd2;
        isa_pkg::OpStoreInt16: element = 2'd1;
        isa_pkg::OpStoreInt64: element = 2'd3;
        isa_pkg::OpStoreSign:  element = 2'd0;
        default:               bad_d = 1'b1;
      endcase
    end else begin
      unique case (opcode)
        isa_pkg::OpLoadX, isa_pkg::OpLoadW: element = 2'd0;
        isa_pkg::OpLoadG:                   element = 2'd1;
        isa_pkg::OpLoadMask:                element = 2'd2;
        default:                            bad_d = 1'b1;
      endcase
    end
    run_beats = 20'(head[isa_pkg::LoadRunLsb+:isa_pkg::LoadRunWidth]) << element;
    run_beats = run_beats << $clog2(Lanes / AxiBytes);
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Issue
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [HeaderBits-1:0] header_q;
  logic                  unused_fence;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      slot_valid_q <= 1'b0;
    end else begin
      slot_valid_q <= accept || (slot_valid_q && !finish);
    end
  end

  always_ff @(posedge clk_i) begin
    if (accept) begin
      header_q <= head[HeaderBits-1:0];
      bad_q    <= bad_d;
    end
  end

  issue #(
    .IndexWidth(IndexWidth)
  ) u_issue (
    .clk_i,
    .rst_ni,
    .clear_i,
    .run_i,
    .stop_i,
    .length_i,
    .valid_i      (slot_valid_q),
    .wait_i       (header_q[isa_pkg::LoadWaitLsb+:isa_pkg::LoadWaitWidth]),
    .fence_i      (1'b0),
    .bad_i        (bad_q),
    .available_i,
    .issue_o,
    .bad_o,
    .take_o,
    .last_slot_i  (finish),
    .done_i,
    .flying_o,
    .ended_o,
    .index_o,
    .done_index_o,
    .count_busy_o,
    .count_wait_first_o,
    .count_wait_second_o,
    .count_fence_o(unused_fence)
  );

  assign header_o = header_q;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // Bursts
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic                  run_valid, run_ready, run_last, burst_valid;
  logic [StartBits-1:0]  run_start;
  logic [31:0]           run_high;
  logic [19:0]           beats;
  logic [IssueDelay-2:0] delay_q;  // of issue_o
  logic                  open_q, offered_q;

  transfer_runs #(
    .AxiBytes(AxiBytes)
  ) u_runs (
    .clk_i,
    .rst_ni,
    .clear_i,
    .accept_i   (accept),
    .base_i     (base_q),
    .offset_i   (head[isa_pkg::LoadOffsetLsb+:isa_pkg::LoadOffsetWidth]),
    .stride_i   (head[isa_pkg::LoadStride0Lsb+:96]),
    .count_i    (head[isa_pkg::LoadCount0Lsb+:36]),
    .beats_i    (run_beats),
    .idle_o     (runs_idle),
    .run_valid_o(run_valid),
    .run_ready_i(run_ready),
    .run_start_o(run_start),
    .run_high_o (run_high),
    .run_beats_o(beats),
    .run_last_o (run_last)
  );

  transfer_bursts #(
    .AxiBytes(AxiBytes)
  ) u_bursts (
    .clk_i,
    .rst_ni,
    .clear_i,
    .run_valid_i  (run_valid),
    .run_ready_o  (run_ready),
    .run_start_i  (run_start),
    .run_high_i   (run_high),
    .run_beats_i  (beats),
    .run_last_i   (run_last),
    .burst_valid_o(burst_valid),
    .burst_ready_i(burst_ready_i && burst_valid_o),
    .burst_addr_o,
    .burst_len_o,
    .burst_last_o
  );

  assign burst_valid_o = burst_valid && open_q && (!stop_i || offered_q);
  assign finish        = burst_valid_o && burst_ready_i && burst_last_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      delay_q   <= '0;
      open_q    <= 1'b0;
      offered_q <= 1'b0;
    end else begin
      delay_q   <= (IssueDelay - 1)'({delay_q, issue_o});
      open_q    <= delay_q[IssueDelay-2] || (open_q && !finish);
      offered_q <= burst_valid_o && !burst_ready_i;
    end
  end

  `ASSERT_INIT(BeatIsPartOfEntry, Lanes % AxiBytes == 0)
  `ASSERT(BurstInTime, delay_q[IssueDelay-2] && !stop_i |=> burst_valid)

endmodule
