// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/sim/workers"

// SignGradients replaces the gradients of quantised convolutions' weights by their signs, -1, 0 and 1: updates by signs of full
// gradients (SignSGD, Bernstein et al., ICML 2018), taken where PSG takes its own, before weight decay and momentum. Other
// parameters keep their gradients, and NaN stays NaN. The sign can be taken while gradients are dequantised, so no host
// work is counted for it.
func SignGradients(params []*Param) {
	workers.Do(len(params), func(i int) {
		if !params[i].Conv || params[i].Float {
			return
		}
		g := params[i].Grad
		for j, v := range g {
			g[j] = signOf(v)
		}
	})
}

// signOf returns -1, 0 or 1, or NaN of NaN.
func signOf(v float32) float32 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	case v == 0:
		return 0
	}
	return v
}
