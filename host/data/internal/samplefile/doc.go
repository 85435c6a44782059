// SPDX-License-Identifier: Apache-2.0

// Package samplefile reads and writes the one-file form in which a small
// image set is embedded in the program.
//
// A file is a header of 64 bytes and a body. Numbers are big-endian.
//
//	offset  size  meaning
//	     0     8  magic "E2TDATA1"
//	     8     4  number of training images
//	    12     4  number of test images
//	    16     4  channels C
//	    20     4  height H
//	    24     4  width W
//	    28     4  number of classes, 1 to 256
//	    32    32  SHA-256 of the 32 bytes above followed by the content
//	    64     …  raw DEFLATE stream (RFC 1951) of the content
//
// The content is, without gaps: the training pixels [N][C][H][W], the training
// labels [N], the test pixels, the test labels; one byte per pixel and label.
package samplefile
