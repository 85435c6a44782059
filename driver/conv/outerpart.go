// SPDX-License-Identifier: Apache-2.0

package conv

// boxPart is some of the tiles of a box, in a bank.
type boxPart struct {
	tileBox
	row    int // of its first sum, from that of the bank
	second int // rows from the sums of a tile a to those of its tile b
}

const (
	// partTiles is how many tiles an early part should have: few, but enough to hide the loads of the next part.
	partTiles = 8
	// rowParts is how many of the first masked parts are single kernel rows: a mask takes longer to load than x and g.
	rowParts = 6
)

// parts returns the boxes of a bank, early ones in small parts.
func (e *outerEmitter) parts(b bank, early bool) (list []boxPart) {
	row := 0
	for _, box := range b {
		boxes, at := []tileBox{box}, row
		if early {
			boxes = e.smallBoxes(box, rowParts-len(e.Tensor)-len(list))
		}
		for _, small := range boxes {
			list = append(list, boxPart{small, at, box.tiles() * e.config.Lanes})
			at += small.tiles() * e.config.Lanes
		}
		row += e.spec.resultRows(e.config, box.tiles())
	}
	return list
}

// smallBoxes cuts a box into boxes of about partTiles tiles that follow each other in its order. Masked, the first few are
// kernel rows.
func (e *outerEmitter) smallBoxes(b tileBox, kernelRows int) (list []tileBox) {
	pairs := ceil(partTiles, b.pairTiles())
	cis := min(pairs, b.inputs())
	for _, small := range b.cut(max(1, pairs/cis), cis, b.ky1-b.ky0) {
		if e.spec.mode == outerMasked && len(list) < kernelRows && small.tiles() == small.pairTiles() {
			list = append(list, small.cut(1, 1, 1)...)
		} else {
			list = append(list, small)
		}
	}
	return list
}
