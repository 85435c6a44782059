// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// The accumulators: banks of Lanes x 40 bits with one read and one write port each. Tensor and
/// store engine read different banks at the same time; which bank is whose is up to the program.
///
/// Latency: an address in cycle t; early_o has the tensor engine's row in t+2, combinational from
/// the memory outputs, row_o in t+3; row_o is 0 three cycles after each without a read. store_row_o
/// has the store engine's row from t+3 on, until the next takes its place.
/// Hazards: a row written in t is seen by reads from t+1 on.
module acc_banks #(
  parameter int unsigned Lanes = 4,
  parameter int unsigned Banks = 4,
  parameter int unsigned Depth = 16,
  localparam int unsigned Width     = isa_pkg::AccBits * Lanes,
  localparam int unsigned BankBits  = $clog2(Banks),
  localparam int unsigned RowBits   = $clog2(Depth),
  localparam int unsigned AddrWidth = BankBits + RowBits
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,

  // tensor engine
  input  logic                 re_i,
  input  logic [AddrWidth-1:0] raddr_i,
  output logic [Width-1:0]     early_o,
  output logic [Width-1:0]     row_o,
  input  logic                 we_i,
  input  logic [AddrWidth-1:0] waddr_i,
  input  logic [Width-1:0]     wdata_i,

  // store engine
  input  logic                 store_re_i,
  input  logic [AddrWidth-1:0] store_raddr_i,
  output logic [Width-1:0]     store_row_o
);

  logic [Width-1:0]    bank_row [Banks];
  logic [BankBits-1:0] rbank, wbank, store_bank;
  logic [BankBits-1:0] rbank_q, rbank_q2, store_bank_q, store_bank_q2;
  logic                re_q, re_q2, store_re_q, store_re_q2;

  assign rbank      = raddr_i[AddrWidth-1:RowBits];
  assign wbank      = waddr_i[AddrWidth-1:RowBits];
  assign store_bank = store_raddr_i[AddrWidth-1:RowBits];

  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    logic read, store_read;

    assign read       = re_i && rbank == BankBits'(b);
    assign store_read = store_re_i && store_bank == BankBits'(b);

    ram_sdp #(
      .Width (Width),
      .Depth (Depth)
    ) u_ram (
      .clk_i   (clk_i),
      .we_i    (we_i && wbank == BankBits'(b)),
      .waddr_i (waddr_i[RowBits-1:0]),
      .wdata_i (wdata_i),
      .re_i    (read || store_read),
      .raddr_i (read ? raddr_i[RowBits-1:0] : store_raddr_i[RowBits-1:0]),
      .rdata_o (bank_row[b])
    );
  end

  assign early_o = bank_row[rbank_q2];

  always_ff @(posedge clk_i) begin
    re_q          <= re_i;
    re_q2         <= re_q;
    store_re_q    <= store_re_i;
    store_re_q2   <= store_re_q;
    rbank_q       <= rbank;
    rbank_q2      <= rbank_q;
    store_bank_q  <= store_bank;
    store_bank_q2 <= store_bank_q;
    row_o         <= re_q2 ? early_o : '0;
    if (store_re_q2) store_row_o <= bank_row[store_bank_q2];
  end

  `ASSERT_INIT(BanksPowerOfTwo, Banks == 1 << BankBits)
  `ASSERT_INIT(DepthPowerOfTwo, Depth == 1 << RowBits)
  `ASSERT(StoreOwnsReadBank, store_re_i && re_i |-> store_bank != rbank)
  `ASSERT(StoreOwnsWriteBank, store_re_i && we_i |-> store_bank != wbank)
  `ASSERT(WrittenBeforeRead, re_i && we_i |-> raddr_i != waddr_i)

endmodule
