// SPDX-License-Identifier: Apache-2.0

package verify

import (
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/e2train/e2train/driver/conv"
)

// fill says how a case's operands are chosen.
type fill int

const (
	fillRandom  fill = iota
	fillLargest      // every operand at its largest value
	fillLowest       // every operand at its lowest value
	fillMixed        // largest or lowest at random
	fillZero
	fillOpposed // one operand at its largest value, the other at its lowest: sums as negative as they get
	numFills
)

var fillNames = [numFills]string{"random", "all largest", "all lowest", "random extremes", "zero", "largest by lowest"}

// kind is what a case runs: one pass of a convolution, or both passes of its predictive sign gradients (PSG).
type kind uint8

const (
	forward         = kind(conv.Forward)
	backwardData    = kind(conv.BackwardData)
	backwardWeights = kind(conv.BackwardWeights)
	psg             = backwardWeights + 1
	numKinds        = psg + 1
)

func (k kind) String() string {
	if k == psg {
		return "psg"
	}
	return conv.Pass(k).String()
}

// testCase is one convolution with its operands; everything follows from the drawer and the case's number.
type testCase struct {
	number int
	shape  conv.Shape
	kind   kind
	signed bool
	fill   fill
	shift  uint

	x conv.Activations
	w []int8
	g []int16

	signs *signCase // of kind psg
}

const (
	maxKernel   = 7
	macBudget   = 600_000 // products of an ordinary case, so that plain loops stay fast
	longPlane   = 310     // height and width of the cases that need several segments or launches
	longEvery   = 6       // every so many shapes one of those, after the first round of kernels
	extremeFill = 3       // every so many shapes operands are not random
	kernels     = maxKernel * maxKernel

	casesPerShape = int(numKinds) + 1 // one of each kind, and a depthwise one
)

// drawer draws the cases of a run.
type drawer struct {
	seed  uint64
	lanes int  // of the device under test
	tiles bool // both sides have tiles of that many lanes, so that PSG may skip some
}

// draw draws case number. Five consecutive cases run the three passes and the sign gradients of one kind of shape, and one of
// those of a depthwise convolution; kernels, strides, paddings, channels and batches cycle through their strata, so that a few
// hundred cases reach all of them; the rest is random.
func (d drawer) draw(ctx context.Context, number int) (*testCase, error) {
	r := rand.New(rand.NewPCG(d.seed, uint64(number)))
	i := number / casesPerShape
	c := &testCase{number: number, kind: kind(number % casesPerShape), signed: r.IntN(2) == 0}
	depthwise := c.kind == numKinds
	if depthwise {
		c.kind = kind((i + i/4) % int(numKinds)) // meets all strides, which have a period of 4
	}
	switch {
	case i >= kernels && (i-kernels)%longEvery == 0:
		c.shape = longShape(r)
		c.shape.Depthwise = depthwise
		c.fill = []fill{fillLargest, fillRandom}[i/longEvery%2] // enough terms to saturate
	case depthwise:
		c.shape = depthwiseShape(r, i, d.lanes)
		if i%extremeFill == extremeFill-1 {
			c.fill = fill(1 + r.IntN(int(numFills-1)))
		}
	case c.kind == psg:
		c.shape, c.fill = signShape(r, i, d.lanes)
	default:
		c.shape = cycleShape(r, i, d.lanes)
		shrink(r, &c.shape, macBudget)
		if i%extremeFill == extremeFill-1 {
			c.fill = fill(1 + i/extremeFill%int(numFills-1))
		}
	}
	c.shift = [...]uint{0, 0, 0, 1, 3, 7, 12, 20, conv.MaxShift}[r.IntN(9)]
	if c.fill == fillLargest || c.fill == fillOpposed {
		c.shift = 0 // so that some sums saturate
	}
	c.operands(r)
	if c.kind == psg {
		return c, d.drawSigns(ctx, r, c, i)
	}
	return c, nil
}

// cycleShape returns shape i. Every 49 shapes have all kernels, and with each kernel side all of its paddings on each side.
func cycleShape(r *rand.Rand, i, lanes int) conv.Shape {
	row, column, round := i/maxKernel%maxKernel, i%maxKernel, i/kernels
	s := conv.Shape{KH: 1 + row, KW: 1 + column}
	s.StrideY, s.StrideX = 1+i%2, 1+i/2%2
	s.PadTop, s.PadBottom = (column+round)%s.KH, (2*column+3*round)%s.KH
	s.PadLeft, s.PadRight = (row+round)%s.KW, (2*row+3*round)%s.KW
	if s.KH%2 == 0 {
		s.PadBottom = (column + s.KH/2) % s.KH
	}
	if s.KW%2 == 0 {
		s.PadRight = (row + s.KW/2) % s.KW
	}
	channels := []int{1, lanes - 1, lanes, lanes + 1, 4*lanes + 1 + r.IntN(lanes)} // see tiledBefore
	s.InC, s.OutC = channels[i%5], channels[i/5%5]
	s.Batch = []int{1, 2, 3 + 2*r.IntN(2)}[i/2%3]
	s.InH, s.InW = 1+r.IntN(20), 1+r.IntN(20)
	if s.KH-s.PadTop-s.PadBottom <= 1 && i%3 == 0 {
		s.InH = 1
	}
	if s.KW-s.PadLeft-s.PadRight <= 1 && i%3 == 1 {
		s.InW = 1
	}
	return s
}

// depthwiseShape returns depthwise shape i.
func depthwiseShape(r *rand.Rand, i, lanes int) conv.Shape {
	s := cycleShape(r, i, lanes)
	s.OutC, s.Depthwise = s.InC, true
	shrink(r, &s, signBudget)
	return s
}

// shrink makes the padded input at least as large as the kernel and keeps the products within the budget.
func shrink(r *rand.Rand, s *conv.Shape, budget int64) {
	s.InH = max(s.InH, s.KH-s.PadTop-s.PadBottom)
	s.InW = max(s.InW, s.KW-s.PadLeft-s.PadRight)
	for s.MACs() > budget {
		smallH, smallW := max(1, s.KH-s.PadTop-s.PadBottom), max(1, s.KW-s.PadLeft-s.PadRight)
		switch {
		case s.InH > smallH && (s.InH >= s.InW || s.InW <= smallW):
			s.InH = max(smallH, s.InH*3/4)
		case s.InW > smallW:
			s.InW = max(smallW, s.InW*3/4)
		default:
			return // the kernel and the channels alone are above the budget
		}
	}
	if s.InH == 1 && s.InW == 1 && r.IntN(2) == 0 {
		s.Batch = 1
	}
}

// longShape returns a convolution of few channels on a large plane: more chunks than one segment holds.
func longShape(r *rand.Rand) conv.Shape {
	return conv.Shape{
		Batch: 1, InC: 1, OutC: 1, InH: longPlane, InW: longPlane - r.IntN(8),
		KH: 1 + r.IntN(2), KW: 1, StrideY: 1, StrideX: 1,
	}
}

// operands fills x, w and g as far as the case needs them. Padded channels stay zero.
func (c *testCase) operands(r *rand.Rand) {
	low8, high8 := 0, 255
	if c.signed {
		low8, high8 = -128, 127
	}
	first, second := c.fill, c.fill
	if c.fill == fillOpposed {
		first, second = fillLargest, fillLowest
	}
	if c.kind != backwardData {
		c.x = conv.Activations{Codes: make([]byte, c.shape.InputLen()), Signed: c.signed}
		eachChannel(c.shape.Batch, c.shape.InC, c.shape.InH*c.shape.InW, func(i int) { c.x.Codes[i] = byte(first.draw(r, low8, high8)) })
		first = second
	}
	if c.kind != forward {
		c.g = make([]int16, c.shape.OutputLen())
		pixels := c.shape.OutH() * c.shape.OutW()
		eachChannel(c.shape.Batch, c.shape.OutC, pixels, func(i int) { c.g[i] = int16(first.draw(r, -32768, 32767)) })
	}
	if c.kind <= backwardData {
		c.w = make([]int8, c.shape.WeightLen())
		for i := range c.w {
			c.w[i] = int8(second.draw(r, -128, 127))
		}
	}
}

func (f fill) draw(r *rand.Rand, low, high int) int {
	switch f {
	case fillLargest:
		return high
	case fillLowest:
		return low
	case fillMixed:
		return []int{low, high}[r.IntN(2)]
	case fillZero:
		return 0
	}
	return low + r.IntN(high-low+1)
}

// eachChannel calls f with the index of every element of a blocked tensor that is not channel padding.
func eachChannel(batch, channels, pixels int, f func(i int)) {
	blocks := conv.Blocks(channels)
	for n := range batch {
		for ch := range channels {
			for p := range pixels {
				f(((n*blocks+ch/conv.HostBlock)*pixels+p)*conv.HostBlock + ch%conv.HostBlock)
			}
		}
	}
}

func (c *testCase) String() string {
	text := fmt.Sprintf("case %d: %v of %v, %s operands", c.number, c.kind, c.shape, fillNames[c.fill])
	if c.kind == psg {
		return text // signs are not shifted
	}
	return fmt.Sprintf("%s, shift %d", text, c.shift)
}
