// SPDX-License-Identifier: Apache-2.0

//go:build !amd64

package fconv

// platformMultiplier returns nil: there is no assembly for this GOARCH.
func platformMultiplier() multiplier { return nil }
