// SPDX-License-Identifier: Apache-2.0

// Package mobilenetv2 has MobileNetV2 (M. Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR
// 2018) for small images, as E2-Train (Wang et al., NeurIPS 2019) trains it on CIFAR: ReLU in place of ReLU6, strides of 1 in the stem and in
// the second stage, and in blocks of stride 1 that change the number of channels a shortcut of a 1x1 convolution with batch
// norm.
//
// # What is quantised
//
// The expanding, depthwise and projecting convolutions of the blocks are. The stem, the shortcuts, the last convolution and the
// linear layer stay in float32: beside a device they are the host's work, in an arithmetic that is the same on every
// processor. [Config.Quantized] hands all convolutions to the device.
//
// Blocks end without ReLU, so what goes into the next one is quantised with a sign; what a ReLU leaves is quantised without.
package mobilenetv2
