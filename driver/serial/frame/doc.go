// SPDX-License-Identifier: Apache-2.0

// Package frame is the protocol of a serial line to an accelerator: what the bytes are, and what both ends promise. One end is
// package driver/serial/client, the other rtl/uart_bridge.sv; package driver/serial/bridge is its model.
//
// # Bytes
//
// A frame is what stands between two bytes 0x7e on the line (flags; as in HDLC and PPP, RFC 1662). Inside, 0x7e and 0x7d are sent as
// 0x7d and the byte xor 0x20. A flag ends one frame and begins the next, several in a row are one, and nothing between two flags is
// no frame. Whatever garbage came before, the bytes after a flag are understood again: that is all of resynchronisation, and it needs no
// clock. Both ends send a flag before and after every frame.
//
// The bytes of a frame, numbers little-endian, ending in the CRC-32 of IEEE 802.3 of all bytes before it:
//
//	request   kind 1, sequence 1, length 2, address 8, data of writes, CRC 4
//	answer    kind 1, sequence 1, length 2, data of reads, CRC 4
//
// Length is how many bytes are read or written, at most [MaxData]. A frame whose CRC is wrong, that is too short or too long, or whose
// data are not as long as it says, is dropped without a word.
//
// # Kinds
//
//	1 sync             begins a session; the answer has 4 bytes: version, window, MaxData
//	2 read registers   32-bit registers from the address on, in order
//	3 write registers
//	4 read memory      bytes of the accelerator's memory
//	5 write memory
//
// Address and length of registers are multiples of 4, the address is below 4096. A range in memory lies within 4096 bytes at a
// multiple of 4096. The answer to kind k is
//
//	0x80+k   done
//	0xc0+k   the bus answered with an error; what was written may be there in parts, and nothing is read
//	0xa0+k   refused: no such kind, length or address; nothing was done
//
// and two frames come without being asked for:
//
//	0x86 gap     a request is missing; sequence is that of the next one that is expected
//	0x87 event   the interrupt line has risen
//
// # Sequence
//
// Requests are numbered modulo 256. Sync sets the number that is expected to its own plus one. A request with the expected number is
// carried out once, in order, and its answer kept; the last eight are. A request with one of their numbers is not carried out
// again: its answer is sent again. Any other is answered with gap. So a request may be sent again, whichever way it or its answer
// was lost, without a second effect, and reads return what they returned first.
//
// At most [Window] requests are on their way: the other end has room for their bytes. Whoever misses an answer sends its request and all
// later ones again: after a gap at once, otherwise after a time without an answer, a bounded number of times. An event may be lost;
// the status register has the truth.
//
// # Efficiency
//
// A write of MaxData bytes takes 12 + 4 + 2 bytes more, and a byte in 128 of random data is escaped: 512 of 534. At 921600 baud, ten
// bits a byte, that is 88 kB/s, as long as the window is full; [Rate] computes it.
package frame
