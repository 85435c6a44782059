// SPDX-License-Identifier: Apache-2.0

package conv

import "github.com/e2train/e2train/rtl/isa"

// window describes how one axis of the output maps to the source: what the planner needs to know of a convolution in one
// direction. All sizes are in elements.
type window struct {
	source int // size of the source that is in device memory
	output int // size of the output that is computed
	kernel int
	stride int
	pad    int // zeros before element 0 of the whole source
	shift  int // source element 0 in device memory is element -shift of what pad counts from
}

// matmulSpec is a forward or backward-data convolution as the tensor engine's GEMM sees it: contract blocks of source
// channels into output blocks of channels. It is comparable and holds no positions in the host's tensors, so equal pieces
// of work share one program.
type matmulSpec struct {
	transposed bool // backward-data: the source is the 16-bit output gradient
	diagonal   bool // depthwise: block b of the outputs contracts block b of the source alone
	signed     bool // 8-bit source is two's complement
	raw        bool // store int64 sums instead of rounded int32
	batch      int
	contract   int // blocks of source channels that an output block contracts
	outputs    int // blocks of output channels
	y, x       window
}

// sources returns the blocks of source channels.
func (s *matmulSpec) sources() int {
	if s.diagonal {
		return s.outputs
	}
	return s.contract
}

// outerMode is what a sum of outer products is for.
type outerMode uint8

const (
	outerPlain   outerMode = iota // weight gradients
	outerPredict                  // predicted gradients, two tiles at once; see packing
	outerMasked                   // signs of the gradients that the predictor left open
)

// outerSpec is a backward-weights convolution: the sum over pixels of outer products of g (rows) and x (columns).
type outerSpec struct {
	mode     outerMode
	packing  packing // of outerPredict
	fill     bool    // outerMasked: skipped tiles take the predicted sign
	diagonal bool    // depthwise: block b of g meets block b of x alone
	signed   bool
	raw      bool
	batch    int
	inputs   int    // blocks of x channels, packed ones if packing
	grads    int    // blocks of g channels
	y, x     window // source: x, output: g
}

// pairs returns the pairs of a g block and an x block that meet.
func (s *outerSpec) pairs() int {
	if s.diagonal {
		return s.inputs
	}
	return s.inputs * s.grads
}

// resultRows returns the ACC rows of the sums of (packed) tiles, as many as the entries of their result.
func (s *outerSpec) resultRows(config *isa.Config, tiles int) int {
	return tiles * config.Lanes * s.packing.halves()
}

// sourceEntries returns the entries of one x block that a chunk needs.
func (s *outerSpec) sourceEntries(c chunk) int {
	y0, y1 := s.y.reach(false, c.y0, c.y1)
	x0, x1 := s.x.reach(false, c.x0, c.x1)
	return (c.n1 - c.n0) * (y1 - y0) * (x1 - x0)
}

// pieces returns the parts of a chunk that one instruction adds to the sums of a box: one, unless packed sums would not hold
// all of its pixels.
func (s *outerSpec) pieces(config *isa.Config, c chunk) []chunk {
	if s.packing == packNone {
		return []chunk{c}
	}
	return c.pieces(config.PackLimit(s.signed))
}

// phase is the set of output elements of one axis that use the same taps: all of them, except that a transposed
// convolution with stride 2 has one phase per parity.
type phase struct {
	first  int // first output element
	step   int // distance to the next
	tap0   int // kernel index of the first tap
	tapped int // number of taps
	tapGap int // kernel distance between taps
	origin int // source coordinate of tap 0 for the first output element
	srcGap int // source distance between output elements
	tapDir int // source distance between taps
}

// phases returns the phases of the axis. Forward: source = o*stride + k - pad + shift. Transposed: output i takes tap k from
// source (i+pad-k)/stride + shift where that division is exact.
func (w window) phases(transposed bool) []phase {
	if !transposed {
		return []phase{{step: 1, tapped: w.kernel, tapGap: 1, origin: w.shift - w.pad, srcGap: w.stride, tapDir: 1}}
	}
	var ps []phase
	for first := range w.stride {
		tap0 := (first + w.pad) % w.stride
		ps = append(ps, phase{
			first: first, step: w.stride,
			tap0: tap0, tapped: (w.kernel - tap0 + w.stride - 1) / w.stride, tapGap: w.stride,
			origin: (first+w.pad-tap0)/w.stride + w.shift, srcGap: 1, tapDir: -1,
		})
	}
	return ps
}

// count returns how many elements of [low, high) belong to the phase, low being a multiple of its step.
func (p phase) count(low, high int) int {
	return max(0, (high-low-p.first+p.step-1)/p.step)
}

// at returns the source coordinate of tap 0 for the first element of the phase in [low, ...).
func (p phase) at(low int) int { return p.origin + low/p.step*p.srcGap }

// reach returns the range of source coordinates that the outputs [low, high) need, clipped to the source. It is empty when
// all of their taps lie in padding.
func (w window) reach(transposed bool, low, high int) (from, to int) {
	if !transposed && high > low {
		from = low*w.stride + w.shift - w.pad
		return max(from, 0), min(from+(high-low-1)*w.stride+w.kernel, w.source)
	}
	from, to = w.source, 0
	for _, p := range w.phases(transposed) {
		n := p.count(low, high)
		if n == 0 || p.tapped == 0 {
			continue
		}
		a := p.at(low)
		b := a + (n-1)*p.srcGap
		c := (p.tapped - 1) * p.tapDir
		from = min(from, a+min(0, c))
		to = max(to, b+max(0, c)+1)
	}
	return max(from, 0), min(to, w.source)
}

// chunk is a box of output elements that one ACC bank holds.
type chunk struct {
	n0, n1, y0, y1, x0, x1 int
}

func (c chunk) rows() int { return (c.n1 - c.n0) * (c.y1 - c.y0) * (c.x1 - c.x0) }

// split cuts [0, total) into as few pieces of at most size as there can be, as equal as that allows; all but the last are
// multiples of unit.
func split(total, size, unit int) (bounds []int) {
	units := (total + unit - 1) / unit
	perPiece := max(1, size/unit)
	pieces := (units + perPiece - 1) / perPiece
	for i := range pieces {
		bounds = append(bounds, (units*i+pieces-1)/pieces*unit)
	}
	return append(bounds, total)
}
