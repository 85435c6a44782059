// SPDX-License-Identifier: Apache-2.0

//go:build !amd64 && !arm64

package kernel

// platformCandidates is empty: there is no assembly for this GOARCH.
func platformCandidates() []candidate { return nil }
