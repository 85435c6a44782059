// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"context"
	"encoding/binary"
	"math"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/workers"
)

// psgRun is what the two passes of PSG share beyond a layerRun's operands.
type psgRun struct {
	packing   packing
	predicted []int64 // p of every weight
	signs     []int8  // the device's signs, of sums that one launch holds
}

// PSG implements SignRunner. Two passes run: one computes the predicted gradients, two tiles at once, from nibbles that the
// host packs; the other takes them back as a mask and computes the full gradients of what they leave open. With a skip
// limit of all weights of a tile nothing is left open, and there is no other.
func (c *Convolver) PSG(ctx context.Context, s Shape, x Activations, g []int16, o PSGOptions, signs []int8) (PSGReport, error) {
	if err := checkPSG(s, x, g, o, signs); err != nil {
		return PSGReport{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	run := &layerRun{Convolver: c, shape: s, x: x, g: g, names: operandsOf(x.Codes, g)}
	f, folded := fold(s, c.config.Lanes)
	if folded {
		run.foldInput(f)
	}
	var report PSGReport
	result, err := run.psgPasses(ctx, o, &report)
	if err != nil {
		return report, err
	}
	if !folded {
		copy(signs, result)
		return report, nil
	}
	f.eachWeight(func(from, to int) { signs[from] = result[to] })
	return report, nil
}

// psgPasses returns the signs in the order of the weights of the shape that runs.
func (r *layerRun) psgPasses(ctx context.Context, o PSGOptions, report *PSGReport) ([]int8, error) {
	full := r.g
	r.roundGradients()
	r.g, r.pass = r.top, PSGPredict
	r.psg = psgRun{
		packing:   packingOf(r.shape, r.config.Lanes),
		predicted: make([]int64, r.shape.WeightLen()),
		signs:     make([]int8, r.shape.WeightLen()),
	}
	_, err := r.psgPass(ctx, planKey{shape: r.shape, pass: PSGPredict, signed: r.x.Signed}, isa.Params{}, &report.Predict)
	if err != nil {
		return nil, err
	}
	j := judge(r.shape, r.config.Lanes, r.psg.predicted, o, report)
	if report.PredictedOnly {
		r.psg.takePredicted(j) // a masked pass would load its operands and compute nothing
		return r.psg.signs, nil
	}
	r.g, r.pass = full, PSGMasked
	r.sums = resized(r.sums, r.shape.WeightLen())
	clear(r.sums)
	raw, err := r.psgPass(ctx, planKey{shape: r.shape, pass: PSGMasked, signed: r.x.Signed, fill: o.FillSign},
		isa.Params{Tau: min(report.Tau, nobodys), SkipLimit: o.skipLimit(r.shape, r.config.Lanes)}, &report.Masked)
	if err != nil {
		return nil, err
	}
	report.skip(r.shape)
	if raw {
		for i, sum := range r.sums {
			r.psg.signs[i] = j.sign(i, sum)
		}
	}
	return r.psg.signs, nil
}

// takePredicted makes the signs those that follow from the predicted gradients alone, where every tile is skipped.
func (p *psgRun) takePredicted(j *judgement) {
	for i := range p.signs {
		p.signs[i] = j.sign(i, 0)
	}
}

// roundGradients computes the predictor's gradients, image by image.
func (r *layerRun) roundGradients() {
	r.top = resized(r.top, len(r.g))
	n := len(r.g) / r.shape.Batch
	workers.Do(r.shape.Batch, func(i int) { r.kernels.RoundWords(r.top[i*n:], r.g[i*n:(i+1)*n]) })
}

// psgPass runs the jobs of one pass and reports whether they returned parts of sums.
func (r *layerRun) psgPass(ctx context.Context, key planKey, params isa.Params, report *Report) (raw bool, err error) {
	plan, err := r.plan(key)
	if err != nil {
		return false, err
	}
	err = r.jobs(ctx, plan, params)
	*report, r.report = r.report, Report{}
	return plan.raw, err
}

// nobodys is the predicted gradient of the weights of a depthwise layer's tiles that are not on the diagonal, or of channels
// that the layer does not have: |-2^31|, which every threshold up to 2^31 decides, and no threshold of 2^31 decides another.
const nobodys uint32 = 1 << 31

// putPredicted writes the predicted gradients of a job's tiles in the order in which its boxes take them as masks.
//
// They fit int32 where the device decides (see maxOuterTerms). Sums of several launches may not: saturated, the device
// decides and skips no more than the host does, which then overrules it.
func (r *layerRun) putPredicted(dst []byte, j *job) {
	clear(dst)
	if r.shape.Depthwise {
		for at := 0; at < len(dst); at += 4 {
			binary.LittleEndian.PutUint32(dst[at:], nobodys)
		}
	}
	eachGradient(r.shape, r.config.Lanes, j, packNone, func(run gradientRun) {
		for i := range run.n {
			p := min(max(r.psg.predicted[run.weight+i*run.step], -math.MaxInt32), math.MaxInt32)
			binary.LittleEndian.PutUint32(dst[4*(run.result+i):], uint32(int32(p)))
		}
	})
}

// takePSG adds a job's predicted gradients or parts of full ones to their sums, or takes its signs.
func (r *layerRun) takePSG(j *job, raw bool, src []byte) {
	sums, pack := r.sums, packNone
	if r.pass == PSGPredict {
		sums, pack = r.psg.predicted, r.psg.packing
	}
	eachGradient(r.shape, r.config.Lanes, j, pack, func(run gradientRun) {
		switch {
		case raw:
			addRun(run, sums, src)
		case r.pass == PSGPredict:
			getRun(run, sums, src)
		default:
			for i := range run.n {
				r.psg.signs[run.weight+i*run.step] = int8(src[run.result+i])
			}
		}
	})
}
