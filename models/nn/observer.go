// SPDX-License-Identifier: Apache-2.0

package nn

import "github.com/e2train/e2train/driver/conv"

// Observer is told what every pass of every convolution did: the device's counters, multiply-accumulates, bytes moved.
// It is called on the goroutine that runs the network, in the order of the passes.
type Observer func(layer string, pass conv.Pass, r conv.Report)

func (o Observer) report(layer string, pass conv.Pass, r conv.Report) {
	if o != nil {
		o(layer, pass, r)
	}
}
