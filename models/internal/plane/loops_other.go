// SPDX-License-Identifier: Apache-2.0

//go:build !amd64 && !arm64

package plane

import "github.com/e2train/e2train/sim/kernel"

// loopsFor returns the loops in plain Go: there is no assembly for this GOARCH.
func loopsFor(*kernel.Set) *loops { return &portable }
