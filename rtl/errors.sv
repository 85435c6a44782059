// SPDX-License-Identifier: Apache-2.0
`include "assert.svh"

/// Collects errors: sticky status bits, the place of the first error and the address of the first
/// error response.
///
/// What is reported in cycle t is in the outputs from t+1 on. Of several errors in one cycle that
/// of the lowest-numbered engine is the first; within an engine the older instruction's.
module errors #(
  parameter int unsigned IndexWidth = 14
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    clear_i,
  input  logic [15:0]             segment_i,

  input  logic                    fetch_bad_i,
  input  logic                    fetch_read_error_i,
  input  logic                    load_read_error_i,
  input  logic [IndexWidth-1:0]   load_read_index_i,
  input  logic [63:0]             read_addr_i,
  input  logic                    write_error_i,
  input  logic [IndexWidth-1:0]   write_index_i,
  input  logic [63:0]             write_addr_i,
  input  logic [2:0]              bad_i,            // opcodes: load, tensor, store
  input  logic [3*IndexWidth-1:0] bad_index_i,
  input  logic [2:0]              overflow_i,       // by signalling engine
  input  logic [3*IndexWidth-1:0] overflow_index_i,
  input  logic                    deadlock_i,
  input  logic [1:0]              deadlock_engine_i,
  input  logic [IndexWidth-1:0]   deadlock_index_i,

  output logic                    any_o,
  output logic                    read_error_o,
  output logic                    write_error_o,
  output logic                    opcode_o,
  output logic                    overflow_o,
  output logic                    deadlock_o,
  output logic [31:0]             place_o,
  output logic [63:0]             addr_o
);

  localparam int unsigned Num = isa_pkg::NumEngines;

  //////////////////////////////////////////////////////////////////////////////////////////////
  // By engine: a response belongs to an older instruction than a signal, a signal to an older one
  // than an opcode, and a deadlock comes alone
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic [Num-1:0]            response, engine_error;
  logic [Num*IndexWidth-1:0] response_index, engine_index;

  assign response       = {write_error_i, 1'b0, load_read_error_i};
  assign response_index = {write_index_i, {IndexWidth{1'b0}}, load_read_index_i};

  for (genvar e = 0; e < Num; e++) begin : gen_engine
    logic stuck;
    assign stuck           = deadlock_i && deadlock_engine_i == 2'(e);
    assign engine_error[e] = response[e] || overflow_i[e] || bad_i[e] || stuck;

    always_comb begin
      if (response[e]) begin
        engine_index[IndexWidth*e+:IndexWidth] = response_index[IndexWidth*e+:IndexWidth];
      end else if (overflow_i[e]) begin
        engine_index[IndexWidth*e+:IndexWidth] = overflow_index_i[IndexWidth*e+:IndexWidth];
      end else if (bad_i[e]) begin
        engine_index[IndexWidth*e+:IndexWidth] = bad_index_i[IndexWidth*e+:IndexWidth];
      end else begin
        engine_index[IndexWidth*e+:IndexWidth] = deadlock_index_i;
      end
    end
  end

  //////////////////////////////////////////////////////////////////////////////////////////////
  // The first
  //////////////////////////////////////////////////////////////////////////////////////////////

  logic        any_d, any_q, read_q, write_q, opcode_q, overflow_q, deadlock_q, addr_known_q;
  logic        read_d, response_d;
  logic [31:0] place_d, place_q;
  logic [63:0] addr_q;

  assign read_d     = load_read_error_i || fetch_read_error_i;
  assign response_d = read_d || write_error_i;
  assign any_d      = (|engine_error) || fetch_bad_i || fetch_read_error_i;

  always_comb begin
    place_d = '0;
    place_d[isa_pkg::ErrorPlaceSegmentLsb+:isa_pkg::ErrorPlaceSegmentWidth] = segment_i;
    place_d[isa_pkg::ErrorPlaceEngineLsb+:isa_pkg::ErrorPlaceEngineWidth] =
        2'(isa_pkg::EngineFetch);
    for (int unsigned e = Num; e > 0; e--) begin
      if (engine_error[e-1]) begin
        place_d[isa_pkg::ErrorPlaceEngineLsb+:isa_pkg::ErrorPlaceEngineWidth] = 2'(e - 1);
        place_d[isa_pkg::ErrorPlaceIndexLsb+:isa_pkg::ErrorPlaceIndexWidth] =
            isa_pkg::ErrorPlaceIndexWidth'(engine_index[IndexWidth*(e-1)+:IndexWidth]);
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni || clear_i) begin
      any_q        <= 1'b0;
      read_q       <= 1'b0;
      write_q      <= 1'b0;
      opcode_q     <= 1'b0;
      overflow_q   <= 1'b0;
      deadlock_q   <= 1'b0;
      addr_known_q <= 1'b0;
      place_q      <= '0;
      addr_q       <= '0;
    end else begin
      any_q        <= any_q || any_d;
      read_q       <= read_q || read_d;
      write_q      <= write_q || write_error_i;
      opcode_q     <= opcode_q || fetch_bad_i || (|bad_i);
      overflow_q   <= overflow_q || (|overflow_i);
      deadlock_q   <= deadlock_q || deadlock_i;
      addr_known_q <= addr_known_q || response_d;
      if (any_d && !any_q) place_q <= place_d;
      if (response_d && !addr_known_q) addr_q <= read_d ? read_addr_i : write_addr_i;
    end
  end

  assign any_o         = any_q;
  assign read_error_o  = read_q;
  assign write_error_o = write_q;
  assign opcode_o      = opcode_q;
  assign overflow_o    = overflow_q;
  assign deadlock_o    = deadlock_q;
  assign place_o       = place_q;
  assign addr_o        = addr_q;

  `ASSERT_INIT(IndexFitsField, IndexWidth <= isa_pkg::ErrorPlaceIndexWidth)

endmodule
