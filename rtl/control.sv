// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Sequences a launch: segments one after the other, DONE, deadlock, stopping after errors, reset.
///
/// start_i comes one cycle after the write that START was accepted in (cycle 0), so go_o gives the
/// first descriptor address in cycle 2 = StartToFetch. Counted from the last completion E (or S):
/// no instruction is under way in 1, the same and all lists ended in 2, DONE or go_o's descriptor
/// address in 3 = IdleToDone. An engine that is still blocked in 3 is a deadlock, reported in
/// 4 = StallDetect: a signal of cycle E can start an instruction in E + 2 at the latest.
///
/// After an error (error_i, a level) nothing is issued; when the bus and the tensor pipeline are
/// quiet, DONE follows. A reset does the same and ends idle, with the status cleared.
module control #(
  parameter int unsigned IndexWidth = 14,
  /// Cycles after which the tensor engine is empty for sure.
  parameter int unsigned DrainCycles = 64
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,

  // registers
  input  logic                    start_i,
  input  logic                    reset_i,
  input  logic [63:0]             descriptor_i,
  output logic                    busy_o,
  output logic                    done_o,
  output logic                    finished_o,     // pulse: DONE is set in the next cycle
  output logic                    clear_launch_o, // pulse: a launch begins, or reset ends
  output logic                    count_cycle_o,

  // fetch
  output logic                    go_o,           // pulse: a segment begins
  output logic [63:0]             go_addr_o,
  input  logic                    filled_i,       // pulse
  input  logic [63:0]             next_i,
  output logic [15:0]             segment_o,

  // engines: load, tensor, store
  output logic                    run_o,
  output logic                    filled_o,       // lists are in the memories
  output logic                    loading_o,      // the read channel is the load engine's
  output logic                    stop_o,
  output logic                    clear_o,        // pulse: engines forget what they were at
  input  logic [2:0]              flying_i,
  input  logic [2:0]              ended_i,
  input  logic [3*IndexWidth-1:0] index_i,        // next to issue

  // errors and the bus
  input  logic                    error_i,
  input  logic                    read_idle_i,
  input  logic                    write_idle_i,
  output logic                    deadlock_o,     // pulse
  output logic [1:0]              deadlock_engine_o,
  output logic [IndexWidth-1:0]   deadlock_index_o
);

  typedef enum logic [1:0] {
    StIdle,
    StFetch,
    StRun,
    StStop
  } state_e;

  localparam int unsigned DrainWidth = $clog2(DrainCycles + 1);

  state_e                state_d, state_q;
  logic                  done_d, done_q, resetting_d, resetting_q, running_q, steady_q;
  logic [1:0]            quiet_d, quiet_q;  // cycles without an instruction under way, up to 2
  logic [DrainWidth-1:0] drain_d, drain_q;
  logic [15:0]           segment_d, segment_q;
  logic                  loading_q, chain, finish, all_ended, deadlock, reset_done;

  assign all_ended = &ended_i;

  always_comb begin
    state_d     = state_q;
    done_d      = done_q;
    resetting_d = resetting_q;
    drain_d     = '0;
    segment_d   = segment_q;
    go_o        = 1'b0;
    chain       = 1'b0;
    finish      = 1'b0;
    deadlock    = 1'b0;
    reset_done  = 1'b0;
    unique case (state_q)
      // Nothing runs.
      StIdle: begin
        resetting_d = 1'b0;
        if (reset_i) begin
          reset_done = 1'b1;
        end else if (start_i) begin
          go_o      = 1'b1;
          done_d    = 1'b0;
          segment_d = '0;
          state_d   = StFetch;
        end
      end
      // Descriptor and lists are being read.
      StFetch: begin
        if (filled_i) state_d = StRun;
      end
      // Engines run.
      StRun: begin
        if (quiet_q == 2'd1 && flying_i == '0 && all_ended) begin
          chain  = next_i != '0;
          finish = !chain;
        end else if (quiet_q == 2'd2 && flying_i == '0) begin
          deadlock = 1'b1;
          finish   = 1'b1;
        end
        if (chain) begin
          go_o      = !error_i && !reset_i;
          segment_d = segment_q + 16'd1;
          state_d   = StFetch;
        end
        if (finish) state_d = StIdle;
      end
      // Waits until nothing moves any more.
      StStop: begin
        drain_d = drain_q + DrainWidth'(1);
        if (reset_i) resetting_d = 1'b1;
        if (drain_q == DrainWidth'(DrainCycles)) begin
          drain_d = drain_q;
          if (read_idle_i && write_idle_i) begin
            finish     = !resetting_d;
            reset_done = resetting_d;
            state_d    = StIdle;
          end
        end
      end
      default: state_d = StIdle;
    endcase
    if ((state_q == StFetch || state_q == StRun) && (error_i || reset_i)) begin
      finish      = 1'b0;
      deadlock    = 1'b0;
      resetting_d = reset_i;
      state_d     = StStop;
    end
    if (finish) done_d = 1'b1;
    if (reset_done) done_d = 1'b0;
  end

  // The first cycle of a run does not count: an engine that issues in it is under way one later.
  assign quiet_d = (!running_q || !steady_q || flying_i != '0) ? '0
                 : (quiet_q == 2'd2) ? quiet_q : quiet_q + 2'd1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      state_q     <= StIdle;
      done_q      <= 1'b0;
      resetting_q <= 1'b0;
      running_q   <= 1'b0;
      steady_q    <= 1'b0;
      loading_q   <= 1'b0;
      quiet_q     <= '0;
      drain_q     <= '0;
      segment_q   <= '0;
    end else begin
      state_q     <= state_d;
      done_q      <= done_d;
      resetting_q <= resetting_d;
      running_q   <= state_d == StRun;
      steady_q    <= running_q;
      loading_q   <= (loading_q || filled_i) && !go_o;
      quiet_q     <= quiet_d;
      drain_q     <= drain_d;
      segment_q   <= segment_d;
    end
  end

  // Busy lasts from cycle 2 to the one before DONE; two more cycles make the count that of DONE.
  logic busy_q2, busy_q3, busy;

  assign busy = state_q != StIdle;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q2 <= 1'b0;
      busy_q3 <= 1'b0;
    end else begin
      busy_q2 <= busy;
      busy_q3 <= busy_q2;
    end
  end

  assign busy_o         = busy || (start_i && !reset_i);
  assign done_o         = done_q;
  assign finished_o     = finish;
  assign clear_launch_o = (state_q == StIdle && go_o) || reset_done;
  assign count_cycle_o  = busy || busy_q2 || busy_q3;
  assign go_addr_o      = state_q == StIdle ? descriptor_i : next_i;
  assign segment_o      = segment_q;
  assign run_o          = running_q;
  assign filled_o       = filled_i || (state_q == StRun);
  assign loading_o      = loading_q;
  assign stop_o         = (error_i && state_q != StIdle) || state_q == StStop;
  assign clear_o        = go_o || (state_q == StStop && state_d == StIdle);
  assign deadlock_o     = deadlock;

  always_comb begin
    deadlock_engine_o = 2'd0;
    deadlock_index_o  = '0;
    for (int unsigned e = isa_pkg::NumEngines; e > 0; e--) begin
      if (!ended_i[e-1]) begin
        deadlock_engine_o = 2'(e - 1);
        deadlock_index_o  = index_i[IndexWidth*(e-1)+:IndexWidth];
      end
    end
  end

  `ASSERT_INIT(DoneDelay, isa_pkg::IdleToDone == 3)
  `ASSERT_INIT(DeadlockDelay, isa_pkg::StallDetect == 4)
  `ASSERT(QuietWhenDone, finish |-> read_idle_i && write_idle_i)
  `COVER(NextSegment, chain)
  `COVER(ResetInRun, state_q == StRun && reset_i)

endmodule
