// SPDX-License-Identifier: Apache-2.0

// Package simdev is the device "sim:CONFIG[?memory=ideal][&limit=BYTES]": the Go simulator of the accelerator, in
// process. Its memory is Go memory. Its counters follow from the rules of package isa under the bench memory or, with
// memory=ideal, under one that answers as fast as the ports allow. limit bounds the device memory: a number of bytes, or of
// KB, MB or GB, powers of 1024. Without it the limit is 16 GB.
//
// "sim:ultra96-fp32[?lanes=44|64|102]" is the float32 baseline of package baseline: it has memory and a configuration to plan and
// time programs for, and runs none.
package simdev
