// SPDX-License-Identifier: Apache-2.0

// Package vectors makes golden vectors: launches of the five passes with all of memory before and after, in files plain enough for a
// bench in C++. The Go simulator makes them, and nothing is written that the plain loops of package conv do not confirm.
//
// # Files
//
// A file is one launch. Numbers are little-endian:
//
//	offset  bytes  what
//	0       8      "E2TRVECT"
//	8       4      version of the format, 1
//	12      4      hash of the configuration
//	16      8      n, bytes of memory, from device address 0, a multiple of 4096
//	24      8      device address of the first descriptor
//	32      4      status that the launch ends with
//	36      4      place of the error, 0
//	40      8      running maximum of absolute values
//	48      n      memory before the launch
//	48+n    n      memory after it
package vectors
