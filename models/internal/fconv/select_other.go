// SPDX-License-Identifier: Apache-2.0

//go:build !amd64

package fconv

// fused reports that there is no assembly for this GOARCH.
func fused() (m multipliers, available bool) { return m, false }

// rounded reports the same.
func rounded() (m multipliers, available bool) { return m, false }
