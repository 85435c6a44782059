// SPDX-License-Identifier: Apache-2.0

package vectors

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	_ "github.com/e2train/e2train/driver/simdev" // runs the launches
	"github.com/e2train/e2train/rtl/isa"
)

// ErrUnconfirmed is the cause of errors about launches whose results the plain loops do not have.
var ErrUnconfirmed = errors.New("the simulator and the plain loops differ")

// Make returns the vectors of count random convolutions on a configuration, each in all passes. They are the same for the same
// seed.
func Make(ctx context.Context, c *isa.Config, count int, seed uint64) ([]*Vector, error) {
	device, err := driver.Open("sim:" + c.Name)
	if err != nil {
		return nil, err
	}
	defer device.Close()
	kept := &capturing{Device: device}
	runner, err := conv.New(kept)
	if err != nil {
		return nil, err
	}
	for i := range count {
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		job := newJob(r, i, c.Lanes)
		if err := job.run(ctx, runner, c.Lanes); err != nil {
			return nil, fmt.Errorf("vectors of seed %d, convolution %d, %v: %w", seed, i, job.shape, err)
		}
	}
	return kept.kept, nil
}

// job is one convolution in all of its passes.
type job struct {
	shape conv.Shape
	x     conv.Activations
	w     []int8
	g     []int16
	shift uint
	psg   conv.PSGOptions
}

// newJob draws a convolution. Every third one is depthwise.
func newJob(r *rand.Rand, i, lanes int) *job {
	side := func() int { return 1 + r.IntN(3) }
	s := conv.Shape{
		Batch: 1 + r.IntN(2), InC: 1 + r.IntN(lanes+4), OutC: 1 + r.IntN(lanes+4), InH: 3 + r.IntN(6), InW: 3 + r.IntN(6),
		KH: side(), KW: side(), StrideY: 1 + r.IntN(2), StrideX: 1 + r.IntN(2),
	}
	s.PadTop, s.PadBottom, s.PadLeft, s.PadRight = r.IntN(s.KH), r.IntN(s.KH), r.IntN(s.KW), r.IntN(s.KW)
	if s.Depthwise = i%3 == 2; s.Depthwise {
		s.OutC = s.InC
	}
	j := &job{shape: s, x: conv.Activations{Codes: make([]byte, s.InputLen()), Signed: i%2 == 1}, shift: uint(r.IntN(12))}
	fill(s.Batch, s.InC, s.InH*s.InW, func(at int) { j.x.Codes[at] = byte(r.Uint32()) })
	j.g = make([]int16, s.OutputLen())
	fill(s.Batch, s.OutC, s.OutH()*s.OutW(), func(at int) { j.g[at] = int16(r.Uint32()) >> r.IntN(10) })
	j.w = make([]int8, s.WeightLen())
	for at := range j.w {
		j.w[at] = int8(r.Uint32())
	}
	part := uint32(1 + r.IntN(40))
	j.psg = conv.PSGOptions{
		Threshold: func(maxAbs int64) uint32 { return uint32(maxAbs) / part }, SkipLimit: uint16(r.IntN(lanes * lanes)), FillSign: i%4 < 2,
	}
	return j
}

// fill calls f with the place of every channel that a tensor has: those that pad its last block stay zero.
func fill(batch, channels, pixels int, f func(at int)) {
	blocks := conv.Blocks(channels)
	for n := range batch {
		for c := range channels {
			for p := range pixels {
				f(((n*blocks+c/conv.HostBlock)*pixels+p)*conv.HostBlock + c%conv.HostBlock)
			}
		}
	}
}

// passes is what runs every pass.
type passes interface {
	conv.Runner
	conv.SignRunner
}

// results are those of all passes.
type results struct {
	y, dx, dw []int32
	signs     []int8
}

// run makes the launches and compares what they store with plain loops.
func (j *job) run(ctx context.Context, on passes, lanes int) error {
	got, err := j.results(ctx, on)
	if err != nil {
		return err
	}
	want, err := j.results(ctx, conv.Reference{Lanes: lanes})
	if err != nil {
		return err
	}
	if !slices.Equal(got.y, want.y) || !slices.Equal(got.dx, want.dx) || !slices.Equal(got.dw, want.dw) || !slices.Equal(got.signs, want.signs) {
		return ErrUnconfirmed
	}
	return nil
}

func (j *job) results(ctx context.Context, on passes) (results, error) {
	s := j.shape
	r := results{
		y: make([]int32, s.OutputLen()), dx: make([]int32, s.InputLen()), dw: make([]int32, s.WeightLen()), signs: make([]int8, s.WeightLen()),
	}
	_, a := on.Forward(ctx, s, j.x, j.w, j.shift, r.y)
	_, b := on.BackwardData(ctx, s, j.g, j.w, j.shift, r.dx)
	_, c := on.BackwardWeights(ctx, s, j.x, j.g, j.shift, r.dw)
	_, d := on.PSG(ctx, s, j.x, j.g, j.psg, r.signs)
	return r, errors.Join(a, b, c, d)
}
