// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"math"
	"sync"

	"github.com/e2train/e2train/rtl/isa"
)

// table lists element offsets of buffer entries for the kernels. Offsets count from the lowest entry that is used, so that
// instructions which differ only in their place share a table. Padding is the offset of an entry that is zero wherever the
// table is placed: buffers have as many zero entries behind their depth as they have entries.
type table struct {
	offsets []int32
	stride  int   // offsets of one tile
	low     int   // lowest entry used, relative to the instruction's first
	entries int   // from the lowest to the highest entry used
	padding int32 // offset of zeros
	empty   bool  // all is padding
}

// place returns the entry that the table's offsets count from when the instruction's first is at.
func (t *table) place(at int) int {
	if t.empty {
		return 0
	}
	return at + t.low
}

// shape is what a source table depends on.
type shape struct {
	nx, ny, nn, kx, ky, ci    uint16
	sx, sy, sn, skx, sky, sci int16
	x0, y0                    int16
	xLim, yLim                uint16
	stepX, stepY, tapX, tapY  int8

	depth  int  // of the buffer
	even   bool // round vectors up with padding
	lo, hi int  // vectors
}

// strides is what a table of plain entries depends on.
type strides struct {
	nx, ny, nn uint16
	x, y, n    int16
	lo, hi     int
}

// tables remembers the tables of a program. mu guards what is derived from a program while it is run.
type tables struct {
	mu      sync.Mutex
	config  *isa.Config
	sources map[shape]*table
	plains  map[strides]*table
	offsets int64 // in all of them
}

func newTables(c *isa.Config) *tables {
	return &tables{config: c, sources: map[shape]*table{}, plains: map[strides]*table{}}
}

// source returns the source entries of vectors [lo, hi) of every tile of kx, ky, ci, tile after tile.
func (ts *tables) source(t *isa.Tensor, lo, hi int) *table {
	key := shape{
		t.NX, t.NY, t.NN, t.KX, t.KY, t.CI, t.SX, t.SY, t.SN, t.SKX, t.SKY, t.SCI, t.X0, t.Y0, t.XLim, t.YLim,
		t.StepX, t.StepY, t.TapX, t.TapY, ts.config.XDepth, t.Op == isa.OpOuter, lo, hi,
	}
	if t.SourceG {
		key.depth = ts.config.GDepth
	}
	if ts.sources[key] == nil {
		ts.sources[key] = key.build(ts.config.Lanes)
		ts.offsets += int64(len(ts.sources[key].offsets))
	}
	return ts.sources[key]
}

// plain returns the entries x*sx + y*sy + n*sn of vectors [lo, hi).
func (ts *tables) plain(t *isa.Tensor, sx, sy, sn int16, lo, hi int) *table {
	key := strides{t.NX, t.NY, t.NN, sx, sy, sn, lo, hi}
	if ts.plains[key] == nil {
		ts.plains[key] = key.build(ts.config.Lanes)
		ts.offsets += int64(len(ts.plains[key].offsets))
	}
	return ts.plains[key]
}

// eachVector calls f with the coordinates of vectors [lo, hi).
func eachVector(nx, ny uint16, lo, hi int, f func(x, y, n int)) {
	for v := lo; v < hi; v++ {
		f(v%int(nx), v/int(nx)%int(ny), v/int(nx)/int(ny))
	}
}

func (s strides) build(lanes int) *table {
	var entries []int
	eachVector(s.nx, s.ny, s.lo, s.hi, func(x, y, n int) {
		entries = append(entries, x*int(s.x)+y*int(s.y)+n*int(s.n))
	})
	return newTable(entries, len(entries), 0, lanes)
}

// none marks padding while a table is built. Entries are sums of a few 16-bit products, far above it.
const none = math.MinInt

func (s shape) build(lanes int) *table {
	stride := s.hi - s.lo
	if s.even {
		stride += stride & 1
	}
	entries := make([]int, 0, stride*int(s.kx)*int(s.ky)*int(s.ci))
	for ci := range int(s.ci) {
		for ky := range int(s.ky) {
			for kx := range int(s.kx) {
				eachVector(s.nx, s.ny, s.lo, s.hi, func(x, y, n int) { entries = append(entries, s.entry(x, y, n, kx, ky, ci)) })
				if len(entries)%stride != 0 {
					entries = append(entries, none)
				}
			}
		}
	}
	return newTable(entries, stride, s.depth, lanes)
}

// entry returns the source entry of one vector and tile relative to the instruction's first, or none.
func (s shape) entry(x, y, n, kx, ky, ci int) int {
	px := int(s.x0) + x*int(s.stepX) + kx*int(s.tapX)
	py := int(s.y0) + y*int(s.stepY) + ky*int(s.tapY)
	if px < 0 || px >= int(s.xLim) || py < 0 || py >= int(s.yLim) {
		return none
	}
	return x*int(s.sx) + y*int(s.sy) + n*int(s.sn) + kx*int(s.skx) + ky*int(s.sky) + ci*int(s.sci)
}

func newTable(entries []int, stride, depth, lanes int) *table {
	t := &table{offsets: make([]int32, len(entries)), stride: stride, padding: int32(depth * lanes), empty: true}
	for _, e := range entries {
		if e != none && (t.empty || e < t.low) {
			t.low, t.empty = e, false
		}
	}
	for i, e := range entries {
		t.offsets[i] = t.padding
		if e != none {
			t.offsets[i] = int32((e - t.low) * lanes)
			t.entries = max(t.entries, e-t.low+1)
		}
	}
	return t
}
