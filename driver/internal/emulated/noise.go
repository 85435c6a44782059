// SPDX-License-Identifier: Apache-2.0

package emulated

import (
	"bytes"
	"math/rand/v2"
)

// flag is what ends a frame on a serial line (package driver/serial/frame).
const flag = 0x7e

// frameOdds is in how many frames one is spoiled.
const frameOdds = 500

// noise is one direction of a serial line.
type noise struct {
	kind FaultKind
	rng  *rand.Rand
	part []byte // of a frame that has not ended
}

func newNoise(f Fault, direction uint64) *noise {
	return &noise{kind: f.Kind, rng: rand.New(rand.NewPCG(f.Seed, direction))}
}

// pass returns what arrives of bytes that were sent. Under a fault frames pass when they are whole.
func (n *noise) pass(b []byte) (out []byte) {
	if !n.kind.onLine() {
		return b
	}
	for {
		at := bytes.IndexByte(b, flag)
		if at < 0 {
			n.part = append(n.part, b...)
			return out
		}
		n.part = append(n.part, b[:at+1]...)
		b = b[at+1:]
		out = append(out, n.frame(n.part)...)
		n.part = n.part[:0]
	}
}

// frame returns what arrives of a frame with the flag that ends it.
func (n *noise) frame(f []byte) []byte {
	if len(f) == 1 || n.rng.IntN(frameOdds) != 0 {
		return f
	}
	switch n.kind {
	case FrameDropped:
		return nil
	case FrameRepeated:
		return append(f, f...)
	}
	f[n.rng.IntN(len(f))] ^= 1 << n.rng.IntN(8)
	return f
}
