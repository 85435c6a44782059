// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// Tile is what a masked OUTER finds in the mask of one of its tiles.
type Tile struct {
	Decided int  // of its Lanes*Lanes weights
	Skip    bool // its skip bit
}

// Masks holds the tiles of masked OUTER instructions, in tile order: Masks[segment][tensor instruction][tile]. Entries of
// other instructions and of instructions that do not begin may be missing.
type Masks [][][]Tile

// of returns the tiles of one instruction.
func (m Masks) of(segment, index int) []Tile {
	if segment >= len(m) || index >= len(m[segment]) {
		return nil
	}
	return m[segment][index]
}

// mask adds the counters of a masked OUTER and returns its issue slots. Tiles that are missing count as streamed with
// nothing decided.
func (n *tensor) mask(to *isa.Counters, c *isa.Config, tiles []Tile) (slots int64) {
	rows := uint64(c.Lanes)
	for k := range int(n.tiles) {
		var tile Tile
		if k < len(tiles) {
			tile = tiles[k]
		}
		switch {
		case !tile.Skip:
			to[isa.IssueMasked] += uint64(n.vectors)
			to[isa.MaskedMACs] += uint64(tile.Decided) * uint64(n.vectors)
			to[isa.MaskReads] += rows
			n.countStreamed(to, 1, n.tileReads(k), rows)
			slots += n.long
			continue
		case n.code.Zero:
			to[isa.MaskReads] += rows
			n.countDrained(to, 1, rows)
			slots += n.minimum
		default:
			slots++
		}
		to[isa.SkippedTiles]++
	}
	return slots
}

// tileReads returns the source entries that tile k reads.
func (n *tensor) tileReads(k int) uint64 {
	t := n.code
	kx, ky := k%int(t.KX), k/int(t.KX)%int(t.KY)
	return uint64(int64(t.NN) * inX(t, kx, kx+1) * inY(t, ky, ky+1))
}
