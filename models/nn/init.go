// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/models/internal/rng"

// fillNormal draws independent values from N(0, deviation).
func fillNormal(values []float32, deviation float64, random *rng.Stream) {
	for i := range values {
		values[i] = float32(deviation * random.Normal())
	}
}

// fillUniform draws independent values from U(-bound, bound).
func fillUniform(values []float32, bound float64, random *rng.Stream) {
	for i := range values {
		values[i] = float32(bound * (float64(2*random.Float64()) - 1))
	}
}

func fillConstant(values []float32, v float32) {
	for i := range values {
		values[i] = v
	}
}
