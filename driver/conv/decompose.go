// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// job is one launch of a layer's pass: a box of the convolution that fits device memory and instruction memory. Blocks are
// blocks of the device's lanes.
type job struct {
	n0, n1     int // images
	in0, in1   int // blocks of InC
	out0, out1 int // blocks of OutC
	y0, y1     int // rows of the result (forward, backward-data) or of g (backward-weights)
	s0, s1     int // rows of the source that they need
	sizes      [numBases]int
	code       *isa.Program
	boxes      []tileBox // backward-weights: the order of the stored tiles
}

// layerPlan is how one pass of a shape runs on a device.
type layerPlan struct {
	jobs []job
	raw  bool // jobs return parts of sums as int64, which the host adds
}

// maxRegion bounds a region so that every stride fits its 32-bit field.
const maxRegion = 1<<31 - 1

// Bounds on the terms of one sum that ACC can hold whatever the operands are: 40 bits signed.
const (
	maxOuterTerms      = (1<<(isa.AccBits-1) - 1) / (255 * 32768) // 65,793 pixels of u8 x s16
	maxTransposedTerms = (1<<(isa.AccBits-1) - 1) / (128 * 32768) // 131,071 taps of s8 x s16
)

// A predicted gradient of at most maxOuterTerms terms of 4 bits x 10 bits, 65,793 * 15*512 < 2^31, is exact in an int32 store.
const _ = int32(maxOuterTerms * 15 * 512)

// decomposer cuts a pass into jobs.
type decomposer struct {
	config *isa.Config
	memory int64 // bytes of device memory for operands, 0 for no bound
	planKey
	raw bool
	// Equal pieces of work share a program.
	matmuls map[matmulSpec]*isa.Program
	outers  map[outerSpec]*outerPlan
}

// errReduction asks for a second attempt in which jobs store raw sums, because some sum had to be cut.
var errReduction = errors.New("a sum is cut over several launches")

// decompose plans a pass of a shape. The error wraps driver.ErrMemory if even the smallest job does not fit.
func decompose(config *isa.Config, memory int64, key planKey) (*layerPlan, error) {
	d := decomposer{config: config, memory: memory, planKey: key}
	shape, pass := key.shape, key.pass
	for _, d.raw = range []bool{false, true} {
		d.matmuls, d.outers = map[matmulSpec]*isa.Program{}, map[outerSpec]*outerPlan{}
		rows := shape.OutH()
		if pass == BackwardData {
			rows = shape.InH
		}
		jobs, err := d.cut(job{n1: shape.Batch, in1: d.blocks(shape.InC), out1: d.blocks(shape.OutC), y1: rows})
		if errors.Is(err, errReduction) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("plan %v of %v for %s: %w", pass, shape, config.Name, err)
		}
		return &layerPlan{jobs, d.raw}, nil
	}
	panic("conv: unreachable: the second attempt may cut sums")
}

func (d *decomposer) blocks(channels int) int { return ceil(channels, d.config.Lanes) }

// cut returns j if it can run as one launch, else the jobs of its halves.
func (d *decomposer) cut(j job) ([]job, error) {
	err := d.plan(&j)
	if err == nil {
		return []job{j}, nil
	}
	if !errors.Is(err, errTooLarge) && !errors.Is(err, driver.ErrMemory) {
		return nil, err
	}
	axis, reduces := d.axis(&j, errors.Is(err, driver.ErrMemory))
	if axis == nil {
		return nil, err
	}
	if reduces && !d.raw {
		return nil, errReduction
	}
	return d.halves(j, axis)
}

// halves cuts j along one of its ranges.
func (d *decomposer) halves(j job, axis func(*job) (low, high *int)) ([]job, error) {
	left, right := j, j
	_, end := axis(&left)
	begin, _ := axis(&right)
	middle := d.middle(&j, *begin, *end, axis)
	*end, *begin = middle, middle
	first, err := d.cut(left)
	if err != nil {
		return nil, err
	}
	second, err := d.cut(right)
	return append(first, second...), err
}

// middle returns where to cut [low, high): rows of a transposed convolution only between its phases.
func (d *decomposer) middle(j *job, low, high int, axis func(*job) (low, high *int)) int {
	middle := low + (high-low+1)/2
	if from, _ := axis(j); from == &j.y0 && d.pass == BackwardData {
		middle = low + ceil(middle-low, d.shape.StrideY)*d.shape.StrideY
	}
	return middle
}

// packing returns how the pass packs its activations.
func (d *decomposer) packing() packing {
	if d.pass != PSGPredict {
		return packNone
	}
	return packingOf(d.shape, d.config.Lanes)
}

// mode returns what the outer products of the pass are for.
func (d *decomposer) mode() outerMode {
	switch d.pass {
	case PSGPredict:
		return outerPredict
	case PSGMasked:
		return outerMasked
	}
	return outerPlain
}

// The ranges along which a job can be cut.
func images(j *job) (low, high *int)  { return &j.n0, &j.n1 }
func inputs(j *job) (low, high *int)  { return &j.in0, &j.in1 }
func outputs(j *job) (low, high *int) { return &j.out0, &j.out1 }
func rows(j *job) (low, high *int)    { return &j.y0, &j.y1 }

// axis chooses the range to cut: one that leaves sums whole while there is any, except that backward-weights is cut along
// its pixels, where the data is. Too long programs of the other passes come from the depth of their sums. The blocks of a
// depthwise layer, cut along outputs, share nothing.
func (d *decomposer) axis(j *job, memory bool) (axis func(*job) (low, high *int), reduces bool) {
	reduced, kept := inputs, outputs
	if d.pass == BackwardData && !d.shape.Depthwise {
		reduced, kept = outputs, inputs
	}
	rowUnit := 1
	if d.pass == BackwardData {
		rowUnit = d.shape.StrideY
	}
	type choice struct {
		axis    func(*job) (low, high *int)
		unit    int
		reduces bool
	}
	var order []choice
	switch {
	case d.pass >= BackwardWeights && d.shape.Depthwise && memory:
		order = []choice{{outputs, 1, false}, {images, 1, true}, {rows, 1, true}}
	case d.pass >= BackwardWeights:
		order = []choice{{images, 1, true}, {rows, 1, true}, {outputs, 1, false}, {inputs, 1, false}}
	case memory:
		order = []choice{{images, 1, false}, {kept, 1, false}, {rows, rowUnit, false}, {reduced, 1, true}}
	default:
		order = []choice{{reduced, 1, true}, {rows, rowUnit, false}}
	}
	for _, c := range order {
		if low, high := c.axis(j); *high-*low > c.unit {
			return c.axis, c.reduces
		}
	}
	return nil, false
}

// plan completes j with its source rows, sizes and program.
func (d *decomposer) plan(j *job) error {
	if d.shape.Depthwise {
		j.in0, j.in1 = j.out0, j.out1
	}
	if d.pass >= BackwardWeights {
		return d.planOuter(j)
	}
	return d.planMatmul(j)
}

func (d *decomposer) planMatmul(j *job) error {
	spec := matmulSpec{
		transposed: d.pass == BackwardData, diagonal: d.shape.Depthwise, signed: d.signed, raw: d.raw, batch: j.n1 - j.n0,
	}
	spec.y, spec.x = d.windows(j, spec.transposed)
	spec.contract, spec.outputs = d.matmulBlocks(j)
	source := isa.OpLoadX
	if spec.transposed {
		source = isa.OpLoadG
		if !d.config.Float() && spec.contract*d.config.Lanes*d.shape.KH*d.shape.KW > maxTransposedTerms {
			return errTooLarge
		}
	}
	resultBytes := int64(spec.batch) * int64(spec.outputs) * int64(spec.y.output) * int64(spec.x.output) * int64(d.resultEntry())
	err := d.fit(j, [numBases]int64{
		baseSource:  int64(spec.batch) * int64(spec.sources()) * int64(spec.y.source) * int64(spec.x.source) * int64(d.config.EntryBytes(source)),
		baseWeights: int64(d.shape.KH*d.shape.KW) * int64(spec.contract) * int64(spec.outputs) * int64(d.config.Lanes*d.config.EntryBytes(isa.OpLoadW)),
		baseOutput:  resultBytes,
	})
	if err != nil {
		return err
	}
	code, known := d.matmuls[spec]
	if !known {
		if code, err = planMatmul(d.config, spec); err != nil {
			return err
		}
		d.matmuls[spec] = code
	}
	j.code = code
	return nil
}

// matmulBlocks returns the source blocks that an output block of a job contracts, and the output blocks.
func (d *decomposer) matmulBlocks(j *job) (contract, outputs int) {
	switch {
	case d.shape.Depthwise:
		return 1, j.out1 - j.out0
	case d.pass == BackwardData:
		return j.out1 - j.out0, j.in1 - j.in0
	}
	return j.in1 - j.in0, j.out1 - j.out0
}

// outerSpec returns what a job of backward-weights or of PSG computes, and sets its source rows.
func (d *decomposer) outerSpec(j *job) outerSpec {
	pack := d.packing()
	spec := outerSpec{
		mode: d.mode(), packing: pack, fill: d.fill, diagonal: d.shape.Depthwise, signed: d.signed, raw: d.raw,
		batch: j.n1 - j.n0, inputs: pack.blocks(j.in1 - j.in0), grads: j.out1 - j.out0,
	}
	spec.y, spec.x = d.windows(j, false)
	spec.x = pack.source(spec.x)
	return spec
}

func (d *decomposer) planOuter(j *job) error {
	spec := d.outerSpec(j)
	if !d.config.Float() && int64(spec.batch)*int64(spec.y.output)*int64(spec.x.output) > maxOuterTerms {
		return errTooLarge
	}
	lanes := int64(d.config.Lanes)
	results := int64(d.shape.KH*spec.packing.taps(d.shape.KW)*spec.packing.halves()) * int64(spec.pairs()) * lanes
	var mask int64
	if spec.mode == outerMasked {
		mask = results * int64(d.config.EntryBytes(isa.OpLoadMask))
	}
	err := d.fit(j, [numBases]int64{
		baseMask:   mask,
		baseSource: int64(spec.batch) * int64(spec.inputs) * int64(spec.y.source) * int64(spec.x.source) * int64(d.config.EntryBytes(isa.OpLoadX)),
		baseGrad:   int64(spec.batch) * int64(spec.grads) * int64(spec.y.output) * int64(spec.x.output) * int64(d.config.EntryBytes(isa.OpLoadG)),
		baseOutput: results * int64(d.resultEntry()),
	})
	if err != nil {
		return err
	}
	plan, known := d.outers[spec]
	if !known {
		if plan, err = planOuter(d.config, spec); err != nil {
			return err
		}
		d.outers[spec] = plan
	}
	j.code, j.boxes = plan.code, plan.boxes
	return nil
}

// windows returns the axes of j and sets its source rows.
func (d *decomposer) windows(j *job, transposed bool) (y, x window) {
	s := d.shape
	y = window{source: s.InH, output: s.OutH(), kernel: s.KH, stride: s.StrideY, pad: s.PadTop}
	x = window{source: s.InW, output: s.OutW(), kernel: s.KW, stride: s.StrideX, pad: s.PadLeft}
	if transposed {
		y.source, y.output = y.output, y.source
		x.source, x.output = x.output, x.source
	}
	j.s0, j.s1 = y.reach(transposed, j.y0, j.y1)
	if j.s1 <= j.s0 {
		j.s0, j.s1 = 0, 1 // nothing is read; one row keeps the region non-empty
	}
	firstSource := j.y0 * y.stride
	if transposed {
		firstSource = j.y0 / y.stride
	}
	y.source, y.output, y.shift = j.s1-j.s0, j.y1-j.y0, firstSource-j.s0
	return y, x
}

// resultEntry returns the bytes of one stored ACC row.
func (d *decomposer) resultEntry() int {
	return d.config.EntryBytes(resultStore(d.mode(), d.raw))
}

// fit sets the region sizes of j, or returns an error that wraps driver.ErrMemory.
func (d *decomposer) fit(j *job, sizes [numBases]int64) error {
	var total int64
	for base, size := range sizes {
		if size > maxRegion {
			return fmt.Errorf("a tensor of %d bytes is above %d: %w", size, maxRegion, driver.ErrMemory)
		}
		j.sizes[base] = int(size)
		total += alignUp(size)
	}
	if d.memory > 0 && total > d.memory {
		return fmt.Errorf("the smallest piece takes %d bytes, the device has %d: %w", total, d.memory, driver.ErrMemory)
	}
	return nil
}

// alignUp rounds up to the alignment of device memory, at which every region starts.
func alignUp(size int64) int64 {
	return (size + driver.MemoryAlign - 1) / driver.MemoryAlign * driver.MemoryAlign
}
