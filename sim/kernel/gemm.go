// SPDX-License-Identifier: Apache-2.0

package kernel

// gemmPiece is a matrix product for which int32 sums are exact: for t <
// len(accOff), acc[accOff[t]+c] (=|+=) the sum over tiles k and rows r of
// w[k][r][c]*x[xOff[k*stride+t]+r].
type gemmPiece struct {
	lanes      int
	acc        []int64
	accOff     []int32
	x          []int16
	xOff       []int32
	stride     int // from the table of a tile to that of the next
	w          []int16
	tiles      int
	accumulate bool
}

// maxPieceMACs is how many multiply-accumulates a piece has at most: near a
// tenth of a millisecond in assembly.
const maxPieceMACs = 8 << 20

// cacheTiles is how many tiles a piece has at most. Their weights, 64 KiB at
// 16 lanes, stay close to the core while all vectors pass by, and 24 vectors
// with that many tiles are far from maxPieceMACs.
const cacheTiles = 128

// blockVectors is a multiple of every number of vectors that a set works on
// at once; pieces are cut at multiples of it so as not to leave remainders.
const blockVectors = 24

// ExactTiles returns for how many tiles the int32 sums of a product cannot
// overflow. One tile adds L products to each sum.
//
// Narrow operands have |x| <= 255 and -128 <= w <= 127, so |x*w| <= 255*128 =
// 32640 and L*32640*n <= 2^31-1 gives n = 16448, 8224 and 4112 for L = 4, 8
// and 16. Wide ones have -32768 <= x <= 32767, so x*w <= 2^15*2^7 = 2^22 and
// L*2^22*n <= 2^31-1 gives n = 127, 63 and 31: one more would make 2^31 of
// operands that are all at their lower ends.
func ExactTiles(lanes int, wide bool) int {
	checkLanes(lanes)
	product := 255 * 128
	if wide {
		product = 1 << 22
	}
	return (1<<31 - 1) / (lanes * product)
}

// Gemm multiplies vectors with a column of tiles: for each t < len(accOff)
// and c < lanes,
//
//	acc[accOff[t]+c] (=|+=) sum over k < tiles, r < lanes of w[k][r][c] * x[xOff[k*len(accOff)+t]+r]
//
// with tiles >= 1, w pair-interleaved as the package comment says, and the
// offsets of the operands of one tile after those of the other. accumulate
// adds to acc, else acc is overwritten; then no two of accOff may be equal,
// while xOff may name an entry as often as it likes.
//
// The result is exact for any number of tiles, for |x| <= 255 if wide is
// false and for all of int16 if wide is true. Wide sums have to be moved from
// int32 to int64 more often (see [ExactTiles]), which costs a little.
//
// It panics if acc or x do not hold one entry, w not tiles tiles or xOff not
// tiles*len(accOff) offsets. The offsets are trusted.
func (s *Set) Gemm(lanes int, acc []int64, accOff []int32, x []int16, xOff []int32, w []int16, tiles int, wide bool, accumulate bool) {
	checkLanes(lanes)
	vectors := len(accOff)
	if vectors == 0 {
		return
	}
	require(tiles >= 1, "Gemm: tiles < 1")
	require(len(acc) >= lanes && len(x) >= lanes, "Gemm: acc or x is shorter than an entry")
	require(len(xOff)/vectors >= tiles, "Gemm: xOff is shorter than tiles*len(accOff)")
	require(len(w)/(lanes*lanes) >= tiles, "Gemm: w is shorter than its tiles")

	// Even shares: 36 tiles of which 31 fit become 18 and 18.
	most := min(ExactTiles(lanes, wide), cacheTiles)
	pieces := (tiles + most - 1) / most
	perPiece := (tiles + pieces - 1) / pieces
	for k := 0; k < tiles; k += perPiece {
		s.gemmTiles(gemmPiece{
			lanes:      lanes,
			acc:        acc,
			accOff:     accOff,
			x:          x,
			xOff:       xOff[k*vectors:],
			stride:     vectors,
			w:          w[k*lanes*lanes:],
			tiles:      min(perPiece, tiles-k),
			accumulate: accumulate || k > 0,
		})
	}
}

// gemmTiles cuts p into pieces which are short in time.
func (s *Set) gemmTiles(p gemmPiece) {
	most := maxPieceMACs / (p.tiles * p.lanes * p.lanes)
	most = max(most-most%blockVectors, blockVectors)
	for accOff, xOff := p.accOff, p.xOff; len(accOff) > 0; {
		n := min(most, len(accOff))
		p.accOff, p.xOff = accOff[:n], xOff
		s.gemm(p)
		if n == len(accOff) {
			return
		}
		accOff, xOff = accOff[n:], xOff[n:]
	}
}
