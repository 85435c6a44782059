// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"github.com/e2train/e2train/models/internal/plane"
	"github.com/e2train/e2train/sim/kernel"
)

// ChooseKernels has the loops of layers run in the instructions of the kernel set that the environment variable
// E2TRAIN_KERNELS names, or of the fastest that the CPU can run. Whoever builds a network calls it first; the choice is
// that of the process. All sets give the same bits. The error is that of [kernel.Default].
func ChooseKernels() error {
	set, err := kernel.Default()
	if err != nil {
		return err
	}
	plane.Use(set)
	return nil
}
