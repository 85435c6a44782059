// SPDX-License-Identifier: Apache-2.0

package kernel

// portableTiles is how many tiles portableGemm has in its rows at once: 8 KiB
// of them at 16 lanes, which fit a stack and the nearest cache.
const portableTiles = 8

// portableGemm is [Set.Gemm] for one piece.
func portableGemm(p gemmPiece) {
	var rows [portableTiles * 16 * 16 / columnBlock]twins
	for p.tiles > 0 {
		n := min(p.tiles, portableTiles)
		for c := 0; c < p.lanes; c += columnBlock {
			block := rows[c/columnBlock*n*p.lanes:]
			joinWeights(block[:n*p.lanes], p.w[2*c:], p.lanes)
		}
		for t, at := range p.accOff {
			portableVector(p, rows[:], n, t, int(at))
		}
		if n == p.tiles {
			return
		}
		p.xOff = p.xOff[n*p.stride:]
		p.w = p.w[n*p.lanes*p.lanes:]
		p.tiles -= n
		p.accumulate = true
	}
}

// joinWeights reads a block of columns of pair-interleaved weights, of which
// w[0] is the first, into rows.
func joinWeights(rows []twins, w []int16, lanes int) {
	for r := range rows {
		from := w[r/2*2*lanes+(r&1):]
		for j := range columns(lanes) / 2 {
			rows[r][j] = twin(from[4*j], from[4*j+2])
		}
	}
}

// portableVector makes the sums of vector t over n tiles, at acc[at:].
func portableVector(p gemmPiece, rows []twins, n, t, at int) {
	for c := 0; c < p.lanes; c += columnBlock {
		var s twins
		for k := range n {
			off := int(p.xOff[k*p.stride+t])
			dot(p.lanes, &s, p.x[off:off+p.lanes], rows[k*p.lanes:])
		}
		s.flush(p.acc[at+c:at+c+columns(p.lanes)], p.accumulate)
		rows = rows[n*p.lanes:]
	}
}
