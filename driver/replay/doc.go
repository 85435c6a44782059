// SPDX-License-Identifier: Apache-2.0

// Package replay keeps single launches with everything that they depend on, runs them on devices, and compares what
// devices made of them: every byte, cycle and counter.
//
// # Files
//
// A [Record] is a launch with the outcome that it should have. Its file stands for itself; all numbers are little-endian:
//
//	offset  bytes  what
//	0       8      "E2TRPLAY"
//	8       4      version of the format, 1
//	12      8      length of the whole file in bytes
//	20      8      length of the content
//	28      ...    the content, compressed (DEFLATE)
//	end-32  32     SHA-256 of all bytes before
//
// The content is 4 bytes length of a header, the header, a JSON object, the instruction words of all segments (load, tensor,
// store), the memories before the launch and the memories after it. A file is accepted only as a whole.
package replay
