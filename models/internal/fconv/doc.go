// SPDX-License-Identifier: Apache-2.0

// Package fconv computes convolutions in float32 on the host, image by image: the inner loops of the reference device
// "cpu", and of the layers that a network keeps in float32 beside a device.
//
// Tensors are laid out as in package nn: an image is [ceil(C/16)][H][W][16] values, lanes that hold no channel are zero,
// and results keep them so. Weights are [OutC][InC][KH][KW], depthwise [OutC][1][KH][KW].
//
// # Ways
//
// On amd64 processors with AVX2 and FMA, a kernel in assembly does all three passes. It multiplies rows of 16 weights
// with single values that it finds through two tables of offsets, one of which it walks over in registers:
//
//	y[to[v]][0..15] (=|+=) sum over s of x[at[v] + step[s]] * w[s][0..15]
//
// where the passes differ in what v, s and w are.
//
//   - Forward: v is an output pixel, s a tap of an input channel, w the weights of 16 output channels.
//   - Backward-data is the same product of the output gradient with the weights turned round. With stride 2 the input
//     pixels fall into phases that are reached by different taps; each phase is a product of its own, so no zeros are
//     inserted and multiplied.
//   - Backward-weights: v is a tap of an input channel, s an output pixel, w the output gradient of 16 channels as it
//     lies in memory. The tables are those of forward, exchanged.
//
// In a depthwise convolution, a row of weights, or of the output gradient, meets a row of 16 values of the same channels:
// another kernel with the same tables, x[at[v] + step[s]][0..15] in place of the single value.
//
// Rows of padding are left out: rows of the result that miss the same ones are a product together. Columns of padding are
// in a copy of the image between zeros. That of the input is also what backward-weights needs of it.
//
// Elsewhere, and with E2TRAIN_KERNELS=portable, each image becomes a matrix of its windows, which gonum multiplies, and a
// depthwise one meets plain loops.
//
// [NewReproducible] is for results that must be the same everywhere. Its kernels round every product and every sum; they exist
// in assembly for AVX2 and as plain loops, with the same bits.
//
// # Numbers
//
// Results are those of float32 arithmetic in an order that depends on the shape and on the way alone, never on the number
// of threads. Of [New], the ways round differently; this is the one place of the project that uses fused multiply-adds. In
// assembly, and in loops with its tables, sums are made in pieces of at most 320 taps or 128 pixels, which are then added, so
// that a long sum goes through a few hundred roundings and not through as many as it has products.
//
// Code in assembly cannot be preempted by the Go scheduler; calls are cut to a tenth of a millisecond. The race detector
// does not see what it reads and writes.
package fconv

//go:generate go -C gen run . -out ../kernel_amd64.s -stubs ../kernel_stub_amd64.go
