// SPDX-License-Identifier: Apache-2.0

package conv

// tileBox is a box of weight tiles whose sums lie together in an ACC bank: ranges of g blocks, x blocks and kernel rows, all
// kernel columns. Tiles are ordered [co][ci][ky][kx]; of packed tiles, blocks and columns are packed ones, and all tiles a
// come before all tiles b.
type tileBox struct {
	co0, co1, ci0, ci1, ky0, ky1, kw int
}

func (b tileBox) tiles() int { return (b.co1 - b.co0) * (b.ci1 - b.ci0) * b.pairTiles() }

func (b tileBox) outputs() int { return b.co1 - b.co0 }
func (b tileBox) inputs() int  { return b.ci1 - b.ci0 }

// pairTiles returns the tiles of one g block and one x block.
func (b tileBox) pairTiles() int { return (b.ky1 - b.ky0) * b.kw }

// cut cuts a box into boxes of at most cos x cis blocks and kys kernel rows.
func (b tileBox) cut(cos, cis, kys int) (boxes []tileBox) {
	for co := b.co0; co < b.co1; co += cos {
		for ci := b.ci0; ci < b.ci1; ci += cis {
			for ky := b.ky0; ky < b.ky1; ky += kys {
				boxes = append(boxes, tileBox{
					co, min(co+cos, b.co1), ci, min(ci+cis, b.ci1), ky, min(ky+kys, b.ky1), b.kw,
				})
			}
		}
	}
	return boxes
}

// join returns the box whose tiles are those of b followed by those of next, if there is one.
func (b tileBox) join(next tileBox) (joined tileBox, ok bool) {
	joined = b
	sameCo, sameCi := b.co0 == next.co0 && b.co1 == next.co1, b.ci0 == next.ci0 && b.ci1 == next.ci1
	sameKy := b.ky0 == next.ky0 && b.ky1 == next.ky1
	switch {
	case sameCi && sameKy && b.co1 == next.co0:
		joined.co1 = next.co1
	case sameCo && sameKy && b.ci1 == next.ci0 && b.outputs() == 1:
		joined.ci1 = next.ci1
	case sameCo && sameCi && b.ky1 == next.ky0 && b.tiles() == b.pairTiles():
		joined.ky1 = next.ky1
	default:
		return tileBox{}, false
	}
	return joined, true
}

// union returns the smallest box that covers both boxes.
func (b tileBox) union(o tileBox) tileBox {
	return tileBox{
		min(b.co0, o.co0), max(b.co1, o.co1), min(b.ci0, o.ci0), max(b.ci1, o.ci1), min(b.ky0, o.ky0), max(b.ky1, o.ky1), b.kw,
	}
}
