// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"encoding/binary"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// mask is the mask memory. The machine keeps three bits for a weight; here they are whether it is decided and the sign of
// its predicted gradient.
type mask struct {
	lanes   int
	decided []bool
	sign    []int8
	tiles   []timing.Tile
}

func newMask(c *isa.Config) mask {
	weights := c.MaskDepth * c.Lanes
	return mask{c.Lanes, make([]bool, weights), make([]int8, weights), make([]timing.Tile, c.MaskDepth/c.Lanes)}
}

// load fills rows from row on with the predicted gradients in bytes.
func (m *mask) load(row int, bytes []byte, tau uint32) {
	at := row * m.lanes
	for i := range len(bytes) / 4 {
		p := int32(binary.LittleEndian.Uint32(bytes[4*i:]))
		magnitude, sign := uint32(p), int8(1)
		if p < 0 {
			magnitude, sign = -uint32(p), -1
		} else if p == 0 {
			sign = 0
		}
		m.decided[at+i], m.sign[at+i] = magnitude >= tau, sign
	}
}

// finish sets the skip bits of the tiles in rows [from, to).
func (m *mask) finish(from, to, limit int) {
	weights := m.lanes * m.lanes
	for k := from / m.lanes; k < to/m.lanes; k++ {
		decided := 0
		for _, d := range m.decided[k*weights:][:weights] {
			if d {
				decided++
			}
		}
		m.tiles[k] = timing.Tile{Decided: decided, Skip: weights-decided <= limit}
	}
}

// of returns the mask of the tile whose first row is row.
func (m *mask) of(row int) (decided []bool, sign []int8, tile timing.Tile) {
	weights := m.lanes * m.lanes
	at := row * m.lanes
	return m.decided[at:][:weights], m.sign[at:][:weights], m.tiles[row/m.lanes]
}
