// SPDX-License-Identifier: Apache-2.0

/// One byte more of the CRC-32 of IEEE 802.3, bits reflected: begins with all ones, is sent
/// inverted, low byte first, and is Residue (0xdebb20e3) behind its own bytes. Combinational.
module crc32_step (
  input  logic [31:0] crc_i,
  input  logic [7:0]  data_i,
  output logic [31:0] crc_o
);

  localparam logic [31:0] Polynomial = 32'hedb88320;

  function automatic logic [31:0] step(logic [31:0] crc, logic [7:0] data);
    step = crc ^ {24'b0, data};
    for (int unsigned i = 0; i < 8; i++) begin
      step = {1'b0, step[31:1]} ^ (step[0] ? Polynomial : 32'b0);
    end
  endfunction

  assign crc_o = step(crc_i, data_i);

endmodule
