// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"context"
	"fmt"

	"github.com/e2train/e2train/rtl/isa"
)

// Pass names one of the computations that a convolution layer hands to the device.
type Pass uint8

// The passes, with the names used in logs and on the command line.
const (
	Forward         Pass = iota // y = x * w
	BackwardData                // dx = g * w, transposed
	BackwardWeights             // dw = x * g, summed over pixels and images
	PSGPredict                  // dw from the top bits of x and g
	PSGMasked                   // dw where the predictor did not decide
)

var passNames = [...]string{"forward", "backward_data", "backward_weights", "psg_predict", "psg_masked"}

// String returns the pass name of logs and flags.
func (p Pass) String() string {
	if int(p) >= len(passNames) {
		return fmt.Sprintf("pass(%d)", uint8(p))
	}
	return passNames[p]
}

// Activations is a quantised blocked activation tensor of 8-bit codes: two's complement if Signed.
type Activations struct {
	Codes  []byte
	Signed bool
}

// Report is what one pass did on the device. Counters are zero for a runner without time.
type Report struct {
	Counters        isa.Counters
	Launches        int
	Segments        int   // descriptors run, at least one per launch
	MACs            int64 // padding taps counted, padded lanes not
	BytesToDevice   int64
	BytesKept       int64 // of operands that were in device memory already; see [Keeper]
	BytesFromDevice int64
	Transfers       int64 // host transfers to and from device memory, descriptors included
	Folded          int64 // elements that the host wrote to fold the input of a layer of few channels
	Saturated       bool  // some stored sum did not fit: the shift was too small
}

// Add adds what other did to r.
func (r *Report) Add(other *Report) {
	r.Counters.Add(&other.Counters)
	r.Launches += other.Launches
	r.Segments += other.Segments
	r.MACs += other.MACs
	r.BytesToDevice += other.BytesToDevice
	r.BytesKept += other.BytesKept
	r.BytesFromDevice += other.BytesFromDevice
	r.Transfers += other.Transfers
	r.Folded += other.Folded
	r.Saturated = r.Saturated || other.Saturated
}

// Runner computes the three passes of a convolution on integers. Every result is the exact sum, shifted right once with
// rounding half up and saturated to int32, so all runners agree bit for bit.
//
// Layouts: x and dx [N][ceil(InC/16)][InH][InW][16]; g and y [N][ceil(OutC/16)][OutH][OutW][16]; w and dw
// [OutC][InC][KH][KW], depthwise [OutC][1][KH][KW]. Padded channels of x and g must be zero; those of y and dx come back zero. Slices have exactly the
// lengths that Shape gives. Errors wrap ErrShape, ErrOperand or the device's error.
type Runner interface {
	Forward(ctx context.Context, s Shape, x Activations, w []int8, shift uint, y []int32) (Report, error)
	BackwardData(ctx context.Context, s Shape, g []int16, w []int8, shift uint, dx []int32) (Report, error)
	BackwardWeights(ctx context.Context, s Shape, x Activations, g []int16, shift uint, dw []int32) (Report, error)
}
