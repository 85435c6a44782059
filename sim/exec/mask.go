// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"encoding/binary"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// mask is the mask memory. The machine keeps three bits for a weight; here they are whether it is decided and the sign of
// its predicted gradient. Nothing branches on them: they are as good as random.
type mask struct {
	lanes   int
	decided []int8 // -1, all ones, for a decided weight, else 0
	sign    []int8
	tiles   []timing.Tile
}

func newMask(c *isa.Config) mask {
	weights := c.MaskDepth * c.Lanes
	return mask{c.Lanes, make([]int8, weights), make([]int8, weights), make([]timing.Tile, c.MaskDepth/c.Lanes)}
}

// load fills rows from row on with the predicted gradients in bytes.
func (m *mask) load(row int, bytes []byte, tau uint32) {
	at := row * m.lanes
	for i := range len(bytes) / 4 {
		p := int32(binary.LittleEndian.Uint32(bytes[4*i:]))
		negative := p >> 31 // all ones or 0
		magnitude := uint32(p^negative) - uint32(negative)
		below := (uint64(magnitude) - uint64(tau)) >> 63
		m.decided[at+i] = int8(below) - 1
		m.sign[at+i] = int8(negative | int32(uint32(-p)>>31))
	}
}

// finish sets the skip bits of the tiles in rows [from, to).
func (m *mask) finish(from, to, limit int) {
	weights := m.lanes * m.lanes
	for k := from / m.lanes; k < to/m.lanes; k++ {
		decided := 0
		for _, d := range m.decided[k*weights:][:weights] {
			decided -= int(d)
		}
		m.tiles[k] = timing.Tile{Decided: decided, Skip: weights-decided <= limit}
	}
}

// of returns the mask of the tile whose first row is row.
func (m *mask) of(row int) (decided, sign []int8) {
	weights, at := m.lanes*m.lanes, row*m.lanes
	return m.decided[at:][:weights], m.sign[at:][:weights]
}
