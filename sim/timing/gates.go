// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// gates holds the first slots that the three possible causes of a wait allow.
type gates struct {
	fence int64
	peers [2]int64
}

// wait adds a semaphore that allows the slot from.
func (g *gates) wait(sem isa.Semaphore, from int64) {
	slot := 0
	if sem.WaitBit() >= 1<<4 {
		slot = 1
	}
	g.peers[slot] = max(g.peers[slot], from)
}

// charge counts the waits of engine e from cycle earliest until all gates are open, and returns that cycle. Each cycle is
// charged to the first cause that holds the instruction back: fence, first peer, second peer.
func (g *gates) charge(n *isa.Counters, e isa.Engine, earliest int64) (first int64) {
	at := earliest
	until := func(counter isa.Counter, gate int64) {
		if gate > at {
			n[counter] += uint64(gate - at)
			at = gate
		}
	}
	until(isa.TensorFence, g.fence)
	until(waitCounters[e][0], g.peers[0])
	until(waitCounters[e][1], g.peers[1])
	return at
}
