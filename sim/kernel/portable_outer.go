// SPDX-License-Identifier: Apache-2.0

package kernel

// portableVectors is how many vectors of x portableOuter has in its rows at
// once: 8 KiB of them.
const portableVectors = 128

// portableOuter is [Set.Outer] for one piece.
func portableOuter(p outerPiece) {
	var rows [portableVectors * 16 / columnBlock]twins
	for vectors := 2 * p.pairs; vectors > 0; {
		n := min(vectors, portableVectors)
		for c := 0; c < p.lanes; c += columnBlock {
			block := rows[c/columnBlock*n:]
			joinEntries(block[:n], p.x[c:], p.xOff, p.lanes)
		}
		for r := range p.lanes {
			portableRow(p, rows[:], n, r)
		}
		p.xOff = p.xOff[n:]
		p.g = p.g[n*p.lanes:]
		p.accumulate = true
		vectors -= n
	}
}

// joinEntries reads a block of columns of the entries at off, of which x[0]
// is the first when off is zero, into rows.
func joinEntries(rows []twins, x []int16, off []int32, lanes int) {
	for t := range rows {
		from := x[off[t]:]
		for j := range columns(lanes) / 2 {
			rows[t][j] = twin(from[2*j], from[2*j+1])
		}
	}
}

// portableRow makes row r of the tile from n vectors.
func portableRow(p outerPiece, rows []twins, n, r int) {
	var buf [portableVectors]int16
	g := buf[:n]
	for t := 0; t+1 < n; t += 2 {
		g[t], g[t+1] = p.g[t*p.lanes+2*r], p.g[t*p.lanes+2*r+1]
	}
	for c := 0; c < p.lanes; c += columnBlock {
		var s twins
		dot(p.lanes, &s, g, rows)
		at := r*p.lanes + c
		s.flush(p.acc[at:at+columns(p.lanes)], p.accumulate)
		rows = rows[n:]
	}
}
