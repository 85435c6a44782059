// SPDX-License-Identifier: Apache-2.0

package main

// Tests of the UART bridge: against plain variables, bit by bit, and golden vectors on the RTL that has a bridge beside the host's port.
var (
	bridge  = &test{folder: "rtl", name: "TestUARTBridge", part: "^4_bytes,_4_clocks$"}
	vectors = &test{folder: "driver/verilator", name: "TestVectors"}
)

// serialMutants are mistakes in the UART bridge and in what shares the register port with it.
var serialMutants = []mutant{
	{
		id: "uart_rx/bit-order", file: "rtl/uart_rx.sv", test: bridge,
		old: "{line, data_q[7:1]}", new: "{data_q[6:0], line}",
		breaks: "the first bit of a byte is taken for its highest",
	},
	{
		id: "uart_tx/stop-bit", file: "rtl/uart_tx.sv", test: bridge,
		old: "left_q  <= 4'd9;", new: "left_q  <= 4'd8;",
		breaks: "a byte that waits begins a cycle into the stop bit of the one before",
	},
	{
		id: "crc32_step/polynomial", file: "rtl/crc32_step.sv", test: bridge,
		old: "32'hedb88320", new: "32'h82f63b78",
		breaks: "the CRC is that of another standard, CRC-32C",
	},
	{
		id: "frame_receiver/escapes-count", file: "rtl/frame_receiver.sv", test: bridge,
		old: "valid_i && !flag && !escape && !spoilt_q && !full", new: "valid_i && !flag && !spoilt_q && !full",
		breaks: "escapes are bytes of the frame",
	},
	{
		id: "frame_receiver/shortest", file: "rtl/frame_receiver.sv", test: bridge,
		old: "length_q >= LengthBits'(MinBytes)", new: "length_q > LengthBits'(MinBytes)",
		breaks: "frames without data are damaged",
	},
	{
		id: "frame_sender/escape-unmarked", file: "rtl/frame_sender.sv", test: bridge,
		old: "byte_d == Flag || byte_d == Escape ? Mark : Offer", new: "byte_d == Flag ? Mark : Offer",
		breaks: "bytes that look like an escape are changed, and nothing says so",
	},
	{
		id: "frame_sender/crc-of-head", file: "rtl/frame_sender.sv", test: bridge,
		old: "sent && part_q != Crc", new: "sent && part_q == Head",
		breaks: "the CRC of an answer leaves out its data",
	},
	{
		id: "bridge_inbox/unread", file: "rtl/bridge_inbox.sv", test: bridge,
		old: "read_q <= frame_end;", new: "read_q <= read_q;",
		breaks: "what was not read of a request is taken for the next one",
	},
	{
		id: "bridge_bus/slave-error", file: "rtl/bridge_bus.sv", test: bridge,
		old: "bresp != 2'b00", new: "bresp == 2'b11",
		breaks: "writes that a slave refuses are done",
	},
	{
		id: "bridge_bus/data-withdrawn", file: "rtl/bridge_bus.sv", test: bridge,
		old: "(w_q && !w_taken)", new: "(w_q && !w_taken && !aw_taken)",
		breaks: "data are withdrawn when the address is taken",
	},
	{
		id: "bridge_control/strobes-stay", file: "rtl/bridge_control.sv", test: bridge,
		old: "state_q == Judge || (state_q == Bus && bus_done_i)", new: "state_q == Judge",
		breaks: "a word that is written in part has the bytes of the word before in the rest",
	},
	{
		id: "bridge_control/failed-read", file: "rtl/bridge_control.sv", test: bridge,
		old: "read && allowed_q && !failed_q ?", new: "read && allowed_q ?",
		breaks: "answers about reads that failed have data",
	},
	{
		id: "uart_bridge/slot", file: "rtl/uart_bridge.sv", test: bridge,
		old: ".raddr_i({send_sequence[2:0], data_index})", new: ".raddr_i({3'b0, data_index})",
		breaks: "all answers have the data of one",
	},
	{
		id: "axil_mux/read-address", file: "rtl/axil_mux.sv", test: vectors,
		old: "read_a_q ? a_araddr_i : b_araddr_i", new: "read_b_q ? a_araddr_i : b_araddr_i",
		breaks: "each master reads at the address of the other",
	},
	{
		id: "e2train_serial/read-data", file: "rtl/e2train_serial.sv", test: vectors,
		old: "assign s_axil_rdata_o = rdata;", new: "assign s_axil_rdata_o = bridge_rvalid ? rdata : '0;",
		breaks: "the host reads zeros unless the bridge reads",
	},
}
