// SPDX-License-Identifier: Apache-2.0

// Package cycles compares the cycles of this accelerator on the layers of ResNet for CIFAR with those that the closed forms
// of two published simulators give for a 16x16 array: SCALE-Sim (weight- and output-stationary) and STONNE
// (output-stationary). The closed forms count compute only, without memory.
package cycles
