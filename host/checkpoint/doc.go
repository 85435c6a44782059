// SPDX-License-Identifier: Apache-2.0

// Package checkpoint encodes the state of a training run as bytes and back.
//
// # Format
//
// All numbers are little-endian.
//
//	offset  bytes  what
//	0       8      "E2TRCKPT"
//	8       4      version of the format, 1
//	12      8      length of the whole file in bytes
//	20      4      length h of the header
//	24      h      header: a JSON object, see [Header]
//	24+h    4      number of tensors
//	...            each tensor: 2 bytes length of its name, the name, 8 bytes number of values, the values as float32
//	end-32  32     SHA-256 of all bytes before
//
// A file is accepted only as a whole: [Decode] checks the length, then the sum, then every part, and returns an *Error
// that says at which byte it stopped and why. It allocates no more than the file's own size.
package checkpoint
