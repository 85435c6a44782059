// SPDX-License-Identifier: Apache-2.0

// Package nn has the layers that networks are made of, with explicit forward and backward passes and no tape.
//
// # Layers
//
// A network is written down as a sequence of layers: [ConvNorm] (convolution, batch norm, optional shortcut, ReLU),
// [GlobalPool], [Linear], then [SoftmaxCrossEntropy] and [SGD]. Each keeps what its backward pass needs, accepts another
// batch size at each call, and overwrites the gradients of its parameters. The layers of one network share a
// [Workspace]. A layer and its network belong to one goroutine at a time; the work inside a pass is spread over the
// processors by package workers.
//
// # Numbers
//
// Tensors are float32, in blocks of 16 channels ([Tensor]); so are parameters. The one seam where a convolution leaves
// for a device is [Engine]: [DeviceEngine] hands quantised operands to a conv.Runner, [FloatEngine] stays in float32, [CountingEngine] only counts. All
// else is the same with both. What batch norm, pooling, the linear layer and the loss add up, they add in float64 in one
// written order (packages plane and detmath under internal), without fused multiply-adds, so that training on any
// device gives the same bits on every processor and for every number of threads. FloatEngine's convolutions are exempt
// from "every processor".
//
// # Predictive sign gradients
//
// With [NewSignEngine] the gradient of every convolution weight, those of the first layer and of shortcuts included, is a sign
// that the device predicts from the top bits of its operands where that is safe, and computes elsewhere (PSG of E2-Train).
// Batch norm and linear layers keep real gradients, and signs are taken before weight decay and momentum ([SGD]).
//
// # Errors
//
// An infinity or NaN is an error that names its layer ([ErrNotFinite]), never an integer code.
//
// # Traffic
//
// The passes are arranged so that each value goes through memory a few times only. Forward: quantise; convolve;
// dequantise and gather moments; normalise, add, ReLU, and find the largest value for the next quantiser. Backward:
// gradient of batch norm's input and its largest value; quantise; convolve twice; dequantise, add what comes through the
// shortcut, apply ReLU's derivative and gather the sums that batch norm before it needs, all while a plane is in the
// cache ([Sink]).
//
// Host work is counted by kind in [Ops], for energy models.
package nn
