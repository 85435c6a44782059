// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/e2train/e2train/driver/conv"
)

// signCase is what a PSG case has beside its operands: what the predictor makes of them, by definition, and the runs, which
// differ in what they make of that.
type signCase struct {
	predicted          []int32 // p of every weight
	full               []int32 // the full gradient of every weight, saturated
	xClamped, gClamped bool    // some operand rounds to more than its top bits hold
	runs               []signRun
}

// signRun is one run of PSG.
type signRun struct {
	tau      uint32
	limit    uint16 // undecided weights up to which a tile is skipped
	fillSign bool
}

func (s signRun) String() string {
	return fmt.Sprintf("threshold %d, skip limit %d, fill sign %v", s.tau, s.limit, s.fillSign)
}

func (s signRun) options() conv.PSGOptions {
	return conv.PSGOptions{Threshold: func(int64) uint32 { return s.tau }, SkipLimit: s.limit, FillSign: s.fillSign}
}

const (
	signBudget    = 100_000 // products of a case that tries thresholds
	limitBudget   = 30_000  // products of a case that tries skip limits, which has ten times as many runs
	limitPixels   = 4       // the fewest of those, so that predictions have many values
	thresholdRuns = 3       // runs of a case that tries thresholds
	limitCases    = 17      // so many cases try every skip limit: the first 49 shapes have them
	fewestLimits  = 4       // limits of a case, where tiles are small
	fillEvery     = 4       // every so many limits a run fills
)

// A predicted gradient is exact in an int32: no case sums over more pixels than a long one.
const _ = int32(longPlane * longPlane * 15 * 512)

// tiled reports whether the shape has a whole tile of weights: some threshold leaves any number of them undecided, so that the
// shape can try any skip limit. It is not folded, as it has too many input channels.
func tiled(s conv.Shape, lanes int) bool { return s.InC >= lanes && s.OutC >= lanes && !s.Depthwise }

// tiledBefore returns how many tiled shapes there are before the tiled shape i: of the 25 pairs of channels through which shapes
// cycle, those of three input channels and three output channels.
func tiledBefore(i int) int { return i/25*9 + (i/5%5-2)*3 + i%5 - 2 }

// signShape returns the shape of PSG case i and how its operands are chosen.
func signShape(r *rand.Rand, i, lanes int) (conv.Shape, fill) {
	s := cycleShape(r, i, lanes)
	if !tiled(s, lanes) {
		shrink(r, &s, signBudget)
		return s, []fill{fill(1 + i/2%int(numFills-1)), fillRandom}[i%2]
	}
	most := 5 * lanes / 2 // two whole blocks and one that is not
	s.InC, s.OutC = min(s.InC, most), min(s.OutC, most)
	shrink(r, &s, limitBudget)
	for s.Batch*s.OutH()*s.OutW() < limitPixels {
		s.InH, s.InW = s.InH+1, s.InW+1
	}
	return s, fillRandom
}

// drawSigns completes PSG case c, of shape i, with its runs.
func (d drawer) drawSigns(ctx context.Context, r *rand.Rand, c *testCase, i int) (err error) {
	if c.signs, err = newSignCase(ctx, c); err != nil {
		return err
	}
	if tiled(c.shape, d.lanes) {
		d.limitRuns(r, c, tiledBefore(i))
	} else {
		d.thresholdRuns(r, c.signs, i, c.shape.Depthwise)
	}
	return nil
}

// newSignCase computes what the predictor makes of a case's operands.
func newSignCase(ctx context.Context, c *testCase) (*signCase, error) {
	s := &signCase{predicted: make([]int32, c.shape.WeightLen()), full: make([]int32, c.shape.WeightLen())}
	x := conv.Activations{Codes: make([]byte, len(c.x.Codes)), Signed: c.x.Signed}
	for i, code := range c.x.Codes {
		v, clamped := topBits(int(code), 16, 0, 15)
		if c.x.Signed {
			v, clamped = topBits(int(int8(code)), 16, -8, 7)
		}
		x.Codes[i], s.xClamped = byte(v), s.xClamped || clamped
	}
	g := make([]int16, len(c.g))
	for i, code := range c.g {
		v, clamped := topBits(int(code), 64, -512, 511)
		g[i], s.gClamped = int16(v), s.gClamped || clamped
	}
	if _, err := (conv.Reference{}).BackwardWeights(ctx, c.shape, x, g, 0, s.predicted); err != nil {
		return nil, err
	}
	_, err := conv.Reference{}.BackwardWeights(ctx, c.shape, c.x, c.g, 0, s.full)
	return s, err
}

// topBits returns v/step rounded half to even and clamped, and whether that clamped it.
func topBits(v, step, low, high int) (top int, clamped bool) {
	rounded := int(math.RoundToEven(float64(v) / float64(step))) // exact: steps are powers of two
	top = min(max(rounded, low), high)
	return top, top != rounded
}

// thresholdRuns draws runs with thresholds of all kinds, of which consecutive cases take turns, and any skip limit.
func (d drawer) thresholdRuns(r *rand.Rand, s *signCase, i int, depthwise bool) {
	tie, most := magnitude(s.predicted[r.IntN(len(s.predicted))]), uint32(0)
	for _, p := range s.predicted {
		most = max(most, magnitude(p))
	}
	thresholds := []uint32{0, tie, most + 1, 1, most, tie + 1, math.MaxUint32}
	tile := d.lanes * d.lanes
	for k := range thresholdRuns {
		some := tile - r.IntN(min(tile, len(s.predicted))+1) // small tiles have undecided weights that do not exist
		if depthwise {
			some = d.lanes + r.IntN(tile-d.lanes) // depthwise ones do not, and d.lanes counts as one
		}
		run := signRun{tau: thresholds[(i*thresholdRuns+k)%len(thresholds)], fillSign: r.IntN(2) == 0}
		if limit := []int{0, some, tile, math.MaxUint16}[r.IntN(4)]; d.tiles {
			run.limit = uint16(limit)
		}
		s.runs = append(s.runs, run)
	}
}

// limitRuns draws the runs of the number-th case that tries skip limits, consecutive ones of 0 to lanes*lanes. For each limit, the
// threshold leaves exactly as many weights of some tile undecided, and the limit below is tried too: it must keep that tile.
// Skipped tiles are not filled, so that their signs tell that they were skipped, except in a third run of some limits.
func (d drawer) limitRuns(r *rand.Rand, c *testCase, number int) {
	limits := d.lanes*d.lanes + 1
	each := max(fewestLimits, (limits+limitCases-1)/limitCases)
	for k := range each {
		limit := (number*each + k) % limits
		run := signRun{tau: d.leave(r, c, limit)}
		if d.tiles {
			run.limit = uint16(limit)
		}
		if run.limit > 0 {
			c.signs.runs = append(c.signs.runs, signRun{tau: run.tau, limit: run.limit - 1})
		}
		c.signs.runs = append(c.signs.runs, run)
		if k%fillEvery == 0 {
			run.fillSign = true
			c.signs.runs = append(c.signs.runs, run)
		}
	}
}

// leave returns a threshold that leaves exactly n weights of some whole tile undecided. If equal predictions do not allow
// that on any tile, it is another threshold.
func (d drawer) leave(r *rand.Rand, c *testCase, n int) (tau uint32) {
	taps, inBlocks := c.shape.KH*c.shape.KW, c.shape.InC/d.lanes
	tiles := taps * inBlocks * (c.shape.OutC / d.lanes)
	first := r.IntN(tiles)
	for k := range tiles {
		t := (first + k) % tiles
		p := d.tile(c, t/taps/inBlocks, t/taps%inBlocks, t%taps)
		if n == len(p) {
			return p[n-1] + 1
		}
		if tau = p[n]; tau > 0 && (n == 0 || p[n-1] < tau) {
			break
		}
	}
	return tau
}

// tile returns |p| of the weights of one tile, ascending.
func (d drawer) tile(c *testCase, outBlock, inBlock, tap int) []uint32 {
	p := make([]uint32, 0, d.lanes*d.lanes)
	for out := outBlock * d.lanes; out < (outBlock+1)*d.lanes; out++ {
		for in := inBlock * d.lanes; in < (inBlock+1)*d.lanes; in++ {
			p = append(p, magnitude(c.signs.predicted[(out*c.shape.InC+in)*c.shape.KH*c.shape.KW+tap]))
		}
	}
	slices.Sort(p)
	return p
}

// magnitude returns |p|.
func magnitude(p int32) uint32 { return uint32(max(int64(p), -int64(p))) }
