// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The 24 counting semaphores.
///
/// A signal of cycle s is registered in s+1 and counted in s+2; available_o tells which counts are
/// above zero in this cycle, in the order of the waiting engine's wait mask; a semaphore taken in
/// cycle b counts one less in b+1. A signal that would exceed SemaphoreMax gives overflow_o in s+1,
/// with the index of the instruction that made it: done_index_i comes with done_i, release_index_i
/// one cycle after release_i, which is late already. clear_i (a level) keeps all at zero.
///
/// Vectors of all engines are flat: load in the low bits, then tensor, then store.
module semaphores #(
  parameter int unsigned IndexWidth = 14
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    clear_i,
  input  logic [23:0]             done_i,       // signals of completions
  input  logic [3*IndexWidth-1:0] done_index_i,
  input  logic [23:0]             release_i,    // signals of releases
  input  logic [3*IndexWidth-1:0] release_index_i,  // one cycle later
  input  logic [23:0]             take_i,       // wait masks of the engines that issue
  output logic [23:0]             available_o,
  output logic [2:0]              overflow_o,   // by signalling engine
  output logic [3*IndexWidth-1:0] overflow_index_o
);

  localparam int unsigned Num = isa_pkg::NumSemaphores;

  // From the order of semaphores to the order of wait masks and back: groups of four.
  function automatic logic [Num-1:0] by_waiter(logic [Num-1:0] v);
    by_waiter = {v[isa_pkg::SemTensorToStore+:4], v[isa_pkg::SemLoadToStore+:4],
                 v[isa_pkg::SemStoreToTensor+:4], v[isa_pkg::SemLoadToTensor+:4],
                 v[isa_pkg::SemStoreToLoad+:4], v[isa_pkg::SemTensorToLoad+:4]};
  endfunction

  function automatic logic [Num-1:0] by_signaller(logic [Num-1:0] v);
    by_signaller[isa_pkg::SemTensorToLoad+:4]  = v[3:0];
    by_signaller[isa_pkg::SemStoreToLoad+:4]   = v[7:4];
    by_signaller[isa_pkg::SemLoadToTensor+:4]  = v[11:8];
    by_signaller[isa_pkg::SemStoreToTensor+:4] = v[15:12];
    by_signaller[isa_pkg::SemLoadToStore+:4]   = v[19:16];
    by_signaller[isa_pkg::SemTensorToStore+:4] = v[23:20];
  endfunction

  logic [Num-1:0] done_q, release_q, signal, take, overflow, available_q;

  assign signal      = done_q | release_q;
  assign take        = by_signaller(take_i);
  assign available_o = by_waiter(available_q);

  for (genvar i = 0; i < Num; i++) begin : gen_semaphore
    logic [7:0] count_d, count_q;
    logic       available_d;

    always_comb begin
      count_d = count_q;
      if (signal[i] && !take[i] && !overflow[i]) count_d = count_q + 8'd1;
      if (take[i] && !signal[i]) count_d = count_q - 8'd1;
      available_d = signal[i] || count_q[7:1] != '0 || (count_q[0] && !take[i]);
      if (clear_i) begin
        count_d     = '0;
        available_d = 1'b0;
      end
    end

    assign overflow[i] = signal[i] && !take[i] && count_q == 8'(isa_pkg::SemaphoreMax);

    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        count_q        <= '0;
        available_q[i] <= 1'b0;
      end else begin
        count_q        <= count_d;
        available_q[i] <= available_d;
      end
    end

    `ASSERT(AvailableMeansNonzero, available_q[i] == (count_q != '0))
    `ASSERT(TakeOnlyAvailable, take[i] |-> available_q[i])
    `COVER(SignalledAndTaken, signal[i] && take[i])
  end

  logic [3*IndexWidth-1:0] done_index_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      done_q    <= '0;
      release_q <= '0;
    end else begin
      done_q    <= clear_i ? '0 : done_i;
      release_q <= clear_i ? '0 : release_i;
    end
    done_index_q <= done_index_i;
  end

  for (genvar e = 0; e < isa_pkg::NumEngines; e++) begin : gen_overflow
    logic by_done;
    assign by_done       = |(overflow[8*e+:8] & done_q[8*e+:8]);
    assign overflow_o[e] = |overflow[8*e+:8];
    assign overflow_index_o[e*IndexWidth+:IndexWidth] =
        by_done ? done_index_q[e*IndexWidth+:IndexWidth] : release_index_i[e*IndexWidth+:IndexWidth];
  end

  `ASSERT_INIT(MaxFitsCount, isa_pkg::SemaphoreMax == 255)
  `ASSERT(OneKindOfSignal, (done_q & release_q) == '0)

endmodule
