// SPDX-License-Identifier: Apache-2.0

// Package conv turns convolutions into programs for the accelerator and runs them on a device.
package conv
