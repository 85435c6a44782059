// SPDX-License-Identifier: Apache-2.0

package fconv

import "github.com/e2train/e2train/sim/kernel"

// chosen returns the multiplier that goes with the set of integer kernels which the processor and E2TRAIN_KERNELS
// choose, or nil if there is none: with the portable set, or on a processor that lacks the instructions.
func chosen() (multiplier, error) {
	set, err := kernel.Default()
	if err != nil || !set.AVX2() {
		return nil, err
	}
	return platformMultiplier(), nil
}
