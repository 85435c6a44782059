// SPDX-License-Identifier: Apache-2.0

package fconv

import "github.com/e2train/e2train/sim/kernel"

// chosen returns what goes with the set of integer kernels which the processor and E2TRAIN_KERNELS choose: the multipliers
// in assembly, or none with the portable set and on a processor that lacks the instructions.
func chosen(assembly func() (multipliers, bool)) (m multipliers, available bool, err error) {
	set, err := kernel.Default()
	if err != nil || !set.AVX2() {
		return multipliers{}, false, err
	}
	m, available = assembly()
	return m, available, nil
}
