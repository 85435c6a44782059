// SPDX-License-Identifier: Apache-2.0

package kernel

// ExpandBytes widens bytes to the int16 of X entries: dst[i] = src[i], which
// is a uint8 or, if signed, an int8. It panics if dst is shorter than src.
func (s *Set) ExpandBytes(dst []int16, src []byte, signed bool) {
	require(len(dst) >= len(src), "ExpandBytes: dst is shorter than src")
	for len(src) > maxPieceElements {
		s.expandBytes(dst, src[:maxPieceElements], signed)
		dst, src = dst[maxPieceElements:], src[maxPieceElements:]
	}
	if len(src) > 0 {
		s.expandBytes(dst, src, signed)
	}
}

// ExpandRows widens rows of lanes int8 into the pair-interleaved layout of W:
// for i < len(src)/lanes and c < lanes, with r = row+i,
//
//	dst[(r/2)*2*lanes + 2*c + (r&1)] = int8(src[i*lanes+c])
//
// row counts from the start of dst through all tiles (tile k begins at row
// k*lanes) and may be odd, as may be the number of rows; the other half of a
// pair of which one row is written keeps its values.
//
// It panics if src is not whole rows, or dst shorter than the pairs of rows
// which are touched.
func (s *Set) ExpandRows(lanes int, dst []int16, src []byte, row int) {
	checkLanes(lanes)
	require(len(src)%lanes == 0, "ExpandRows: src is not whole rows")
	rows := len(src) / lanes
	if rows == 0 {
		return
	}
	pairs := len(dst) / (2 * lanes)
	require(row >= 0 && row/2 < pairs && rows <= 2*pairs-row, "ExpandRows: dst is shorter than the rows")
	for most := maxPieceElements / lanes; len(src) > most*lanes; row += most {
		s.expandRows(lanes, dst, src[:most*lanes], row)
		src = src[most*lanes:]
	}
	s.expandRows(lanes, dst, src, row)
}
