// SPDX-License-Identifier: Apache-2.0

package nn

import "fmt"

// OpKind names one kind of host work, to which the energy model gives seconds per element.
type OpKind uint8

// The kinds of host work. The unit is elements written, padded lanes included, except where another is named.
const (
	OpQuantize8         OpKind = iota // activations to 8-bit codes
	OpQuantize16                      // output gradients to 16-bit codes
	OpQuantizeWeights                 // master weights to 8-bit codes
	OpDequantize                      // integer results to float32
	OpBatchNormForward                // moments, normalise, residual add, ReLU, maximum
	OpBatchNormBackward               // residual add, derivative of ReLU, sums, input gradient, maximum
	OpPool                            // global average pooling, inputs read forward and gradients written backward
	OpLinearMACs                      // multiply-accumulates of linear layers
	OpLoss                            // logits
	OpOptimizer                       // parameters updated
	OpPack                            // values moved between layouts
	OpGather                          // float32 values of images copied because they skip a block, or do not
	OpGateReduce                      // values that gates pool and gradients that they add, while those are in a cache
	OpGateProducts                    // values of shortcuts that gates multiply with the gradient
	OpGateMACs                        // multiply-accumulates of gates
	OpGateFunctions                   // sigmoids and hyperbolic tangents of gates
	OpConvMACs                        // multiply-accumulates of float32 convolutions beside a device
	OpTopBits                         // operands whose top bits PSG predicts with
	numOpKinds
)

var opKindNames = [numOpKinds]string{
	"quantize8", "quantize16", "quantize_weights", "dequantize", "batchnorm_forward", "batchnorm_backward",
	"pool", "linear_macs", "loss", "optimizer", "pack", "gather", "gate_reduce", "gate_products", "gate_macs", "gate_functions",
	"conv_macs", "top_bits",
}

// AllOpKinds returns every kind in order.
func AllOpKinds() []OpKind {
	kinds := make([]OpKind, numOpKinds)
	for i := range kinds {
		kinds[i] = OpKind(i)
	}
	return kinds
}

// String returns the name used in profiles and logs.
func (k OpKind) String() string {
	if k >= numOpKinds {
		return fmt.Sprintf("op(%d)", uint8(k))
	}
	return opKindNames[k]
}

// Ops counts host work by kind. Counts follow from shapes alone, so they are the same on every machine.
type Ops [numOpKinds]int64

// Add adds the counts of other to o.
func (o *Ops) Add(other *Ops) {
	for i, n := range other {
		o[i] += n
	}
}
