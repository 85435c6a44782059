// SPDX-License-Identifier: Apache-2.0

// Package skip has residual blocks that images can skip, and what decides which images do: learned gates, as in selective
// layer update (SLU) of E2-Train (Wang et al., NeurIPS 2019), or chance, as in stochastic depth (Huang et al., ECCV 2016).
//
// # Blocks
//
// With m = 1 for an image that is computed and m = 0 for one that skips, a [Block] is
//
//	out = m*F(x) + (1-m)*S(x)
//
// F is the complete block, its shortcut and its last ReLU included. S is the shortcut alone: the identity, or where the size
// changes a 1x1 convolution with batch norm, which is evaluated once, for all images, and serves both. Skipping is real: the
// images that are computed are a smaller batch, the block sees nothing else, and its results take the place of S(x) in the
// tensor that has it. So batch statistics and the ranges of quantisers are those of the images that are computed. A block
// without any launches nothing but its shortcut's convolution, leaves its running statistics alone and its
// parameters without gradient (zero), and gradients pass by the shortcut.
//
// No image is moved for that: layers work on selections of tensors, where the images are. What a gate learns from needs S(x) once
// more, which its block's results overwrite; those images of it are copied. A block that computes all images works on whole
// buffers, as one without gate does.
//
// S of a block that changes the size does not end in ReLU, so an image that skips one may carry negative values on, until a
// later block computes it. The convolutions that read such a batch have signed codes in that pass ([nn.ConvConfig]);
// nothing is clipped.
//
// # Gates
//
// Before each gated block a gate looks at the tensor that the block gets: average of each channel, a 1x1 convolution to 10
// values without bias, a step of an LSTM with 10 cells whose sequence is the depth of the network (parameters shared by all
// gates, state zero at the first), and a linear layer and a sigmoid, also shared, that give the probability p of being computed.
// In training m is 1 if p > u, with u from [0, 1] a function of seed, step, block and image alone; the gradient by p is taken to be
// that by m (straight through), and flows through all earlier gates and the tensors that they looked at. That gradient is
//
//	dL/dm = sum of upstream * (F(x) - S(x))
//
// for images that are computed. Those that skip have no F(x): theirs is 0, or, with [Config.Importance], that of the others is
// divided by p, which makes the expectation over the draw what it would be if every image were computed. The
// regulariser, whose gradient needs no F(x), reaches all images.
//
// Gates are computed on the host, in float32 with sums in float64 in one written order, with ordinary gradients also where
// convolutions learn from signs: they are a few thousandths of a percent of the work. (In the authors' code their 1x1
// convolutions are quantised and updated by signs like any other.)
//
// # Regulariser
//
// With e the share of blocks and images that are computed, every block counting the same, or by the multiply-accumulates of its
// convolutions ([Config.ByMACs]), the loss has the term r*Strength*e. A controller chooses r in each step from e of
// that step alone. Counting blocks, r is 1 above the target 1-Skip, else -1, as in the authors' code. By
// multiply-accumulates there is a dead band of 5 points around the target, in which r is a tenth of that.
package skip
