// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"errors"
	"fmt"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// Explanation says how one pass of a convolution runs on a device.
type Explanation struct {
	Pass     Pass         `json:"-"`
	Shape    Shape        `json:"shape"`            // as the caller gave it
	Folded   *Shape       `json:"folded,omitempty"` // what runs in its place, nil if it runs as it is
	Partial  bool         `json:"partial_sums"`     // launches return parts of sums, which the host adds
	Cuts     []Cut        `json:"cuts"`             // why there is more than one launch; each cut adds one
	Launches []LaunchPlan `json:"launches"`
}

// Cut says why work was cut in two, and along which axis.
type Cut struct {
	Reason string `json:"reason"`
	Axis   string `json:"axis"`
}

// The reasons of cuts.
const (
	CutMemory       = "device memory"
	CutInstructions = "instruction memory"
	CutSums         = "exact sums"
)

// Range is [low, high).
type Range [2]int

// Len returns the elements of the range.
func (r Range) Len() int { return r[1] - r[0] }

// String prints the range as assembly does.
func (r Range) String() string { return fmt.Sprintf("%d:%d", r[0], r[1]) }

// LaunchPlan is one launch. Blocks are blocks of the device's lanes, rows are those of y, dx or, in backward-weights, g.
type LaunchPlan struct {
	Images  Range        `json:"images"`
	Inputs  Range        `json:"input_blocks"`
	Outputs Range        `json:"output_blocks"`
	Rows    Range        `json:"rows"`
	Bytes   OperandBytes `json:"operand_bytes"`
	Program ProgramPlan  `json:"program"`
}

// OperandBytes is the device memory of a launch.
type OperandBytes struct {
	Source    int `json:"source"`
	Weights   int `json:"weights"`
	Gradients int `json:"gradients"` // of backward-weights; in backward-data they are the source
	Result    int `json:"result"`
}

// Total returns the bytes of all operands and of the result.
func (b OperandBytes) Total() int { return b.Source + b.Weights + b.Gradients + b.Result }

// Explain plans a pass as [New] and the device's bound on memory would, and says what the plan is. The error wraps ErrShape
// if there is no such convolution, driver.ErrMemory if even its smallest part does not fit.
func Explain(config *isa.Config, memory int64, s Shape, pass Pass, signed bool) (*Explanation, error) {
	if pass > BackwardWeights {
		return nil, fmt.Errorf("explain %v: not a pass of a plain convolution: %w", pass, ErrShape)
	}
	if err := s.Validate(); err != nil {
		return nil, fmt.Errorf("explain %v: %w", pass, err)
	}
	e := &Explanation{Pass: pass, Shape: s, Cuts: []Cut{}}
	if f, worth := fold(s, config.Lanes); worth && pass != BackwardData {
		s = f.to
		e.Folded = &s
	}
	plan, err := decompose(config, memory, planKey{shape: s, pass: pass, signed: signed})
	if err != nil {
		return nil, err
	}
	e.Partial = plan.raw
	e.explainCuts(config, memory, s, pass, signed)
	for i := range plan.jobs {
		e.Launches = append(e.Launches, explainJob(config, s, pass, &plan.jobs[i]))
	}
	return e, nil
}

func explainJob(config *isa.Config, s Shape, pass Pass, j *job) LaunchPlan {
	return LaunchPlan{
		Images: Range{j.n0, j.n1}, Inputs: Range{j.in0, j.in1}, Outputs: Range{j.out0, j.out1}, Rows: Range{j.y0, j.y1},
		Bytes:   OperandBytes{j.sizes[baseSource], j.sizes[baseWeights], j.sizes[baseGrad], j.sizes[baseOutput]},
		Program: explainProgram(config, s, pass, j),
	}
}

// explainCuts decomposes the pass once more and notes what made every cut necessary.
func (e *Explanation) explainCuts(config *isa.Config, memory int64, s Shape, pass Pass, signed bool) {
	d := decomposer{
		config: config, memory: memory, planKey: planKey{shape: s, pass: pass, signed: signed}, raw: e.Partial,
		matmuls: map[matmulSpec]*isa.Program{}, outers: map[outerSpec]*outerPlan{},
	}
	rows := s.OutH()
	if pass == BackwardData {
		rows = s.InH
	}
	e.noteCuts(&d, job{n1: s.Batch, in1: d.blocks(s.InC), out1: d.blocks(s.OutC), y1: rows})
}

func (e *Explanation) noteCuts(d *decomposer, j job) {
	err := d.plan(&j)
	if err == nil {
		return
	}
	memory := errors.Is(err, driver.ErrMemory)
	axis, _ := d.axis(&j, memory)
	if axis == nil {
		return
	}
	left, right := j, j
	low, end := axis(&left)
	begin, high := axis(&right)
	e.Cuts = append(e.Cuts, Cut{d.reason(&j, memory), axisName(&left, low)})
	middle := d.middle(&j, *low, *high, axis)
	*end, *begin = middle, middle
	e.noteCuts(d, left)
	e.noteCuts(d, right)
}

// reason returns why a job that does not fit has to be cut.
func (d *decomposer) reason(j *job, memory bool) string {
	var terms, limit int64
	switch d.pass {
	case BackwardData:
		terms, limit = int64(j.out1-j.out0)*int64(d.config.Lanes*d.shape.KH*d.shape.KW), maxTransposedTerms
	case BackwardWeights:
		terms, limit = int64(j.n1-j.n0)*int64(j.y1-j.y0)*int64(d.shape.OutW()), maxOuterTerms
	}
	switch {
	case terms > limit:
		return CutSums
	case memory:
		return CutMemory
	}
	return CutInstructions
}

// axisName names the range of j that begins at low.
func axisName(j *job, low *int) string {
	switch low {
	case &j.n0:
		return "images"
	case &j.in0:
		return "input blocks"
	case &j.out0:
		return "output blocks"
	}
	return "rows"
}
