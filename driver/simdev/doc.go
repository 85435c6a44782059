// SPDX-License-Identifier: Apache-2.0

// Package simdev is the device "sim:CONFIG[?memory=ideal][&limit=BYTES]": the Go simulator of the accelerator, in
// process. Its memory is Go memory, and its counters are those of the RTL under the bench memory, or under one that answers as
// fast as the ports allow with memory=ideal. limit bounds the device memory: a number of bytes, or of KB, MB or GB of
// 1024 each.
package simdev
