// SPDX-License-Identifier: Apache-2.0

// Package explain shows how one pass of one layer runs on a device: the plan of its convolution, where its operands live on
// chip, its instructions, and where the cycles go.
package explain
