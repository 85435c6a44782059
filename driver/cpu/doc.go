// SPDX-License-Identifier: Apache-2.0

// Package cpu is the device "cpu": no accelerator. Whoever opens it computes in float32 on the host; it has memory like
// other devices, and refuses to run programs with driver.ErrReference.
package cpu
