// SPDX-License-Identifier: Apache-2.0

package energy

// Kinds of host operations that the embedded profiles have coefficients for: the keys of [Activity.HostOps]. An element
// is one value that the operation produces or visits; for HostLinear it is one multiply-accumulate, and for HostConv too.
const (
	HostQuantize8         = "quantize8"          // float32 activations to 8 bit
	HostQuantize16        = "quantize16"         // float32 gradients to 16 bit
	HostQuantizeWeights   = "quantize_weights"   // float32 weights to 8 bit, stored in both tile orders
	HostDequantize        = "dequantize"         // integer results to float32, beside the passes of batch norm that read them
	HostBatchNormForward  = "batchnorm_forward"  // statistics and normalisation, activation and its range included
	HostBatchNormBackward = "batchnorm_backward" // both passes, addition of gradients and their range included
	HostPool              = "pool"               // per input value
	HostLinear            = "linear_macs"        // fully connected layers
	HostConv              = "conv_macs"          // convolutions that stay in float32 on the host
	HostLoss              = "loss"               // per logit
	HostOptimizer         = "optimizer"          // per parameter
	HostPack              = "pack"               // regrouping quantised tensors
	HostTopBits           = "top_bits"           // operands whose top bits PSG predicts with
	HostGather            = "gather"             // images of float32 tensors copied because they skip a block, or do not
	HostGateReduce        = "gate_reduce"        // values that gates pool and gradients that they add, while in a cache
	HostGateProducts      = "gate_products"      // values of shortcuts that gates multiply with gradients
	HostGateMACs          = "gate_macs"          // gates of selective layer update
	HostGateFunctions     = "gate_functions"     // their sigmoids and hyperbolic tangents
	HostLoadImage         = "load_image"         // per value of an image read from the data set
	HostAugment           = "augment"            // per value of an augmented image
)
