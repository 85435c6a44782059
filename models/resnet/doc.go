// SPDX-License-Identifier: Apache-2.0

// Package resnet has the residual networks for small images of K. He et al., "Deep Residual Learning for Image
// Recognition" (CVPR 2016), section 4.2: depth 6n+2, three groups of n basic blocks with 16, 32 and 64 channels.
//
// They differ from that paper in the shortcut where the size changes, which is its option B, a 1x1 convolution of stride
// 2 with batch norm, as in E2-Train (Wang et al., NeurIPS 2019).
package resnet
