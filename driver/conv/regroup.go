// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/sim/workers"

// hostTensor is the place of a job's box in one of the host's tensors, which are blocked by HostBlock channels. The device's
// tensor holds the box alone, blocked by lanes channels.
type hostTensor struct {
	lanes            int
	blocks           int // host channel blocks
	height, width    int
	n0, n1, y0, y1   int // the box
	block0, block1   int // in device blocks
	elementsPerImage int // of the device tensor
}

func newHostTensor(lanes, channels, height, width, n0, n1, block0, block1, y0, y1 int) hostTensor {
	return hostTensor{
		lanes: lanes, blocks: Blocks(channels), height: height, width: width, n0: n0, n1: n1, y0: y0, y1: y1,
		block0: block0, block1: block1, elementsPerImage: (block1 - block0) * (y1 - y0) * width * lanes,
	}
}

// eachRun calls f for runs of elements that are consecutive in both layouts: a block's rows when the lanes are the host's,
// else the lanes of one pixel. Images are spread over the processors.
func (t hostTensor) eachRun(f func(host, device, length int)) {
	perHost := HostBlock / t.lanes
	plane := (t.y1 - t.y0) * t.width
	workers.Do(t.n1-t.n0, func(i int) {
		device := i * t.elementsPerImage
		for b := t.block0; b < t.block1; b++ {
			host := (((t.n0+i)*t.blocks+b/perHost)*t.height+t.y0)*t.width*HostBlock + b%perHost*t.lanes
			if t.lanes == HostBlock {
				f(host, device, plane*HostBlock)
				device += plane * HostBlock
				continue
			}
			for range plane {
				f(host, device, t.lanes)
				host += HostBlock
				device += t.lanes
			}
		}
	})
}
