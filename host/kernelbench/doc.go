// SPDX-License-Identifier: Apache-2.0

// Package kernelbench measures how fast each integer kernel and each float loop of the layers runs on this machine: what
// multiplies as a share of the fastest that its instruction set can multiply here, what converts and moves beside a copy.
//
// A kernel and the loop that finds the peak run in turn, a fraction of a millisecond each, and the median of the ratios
// counts: other work on the machine and changes of its clock then meet both alike.
package kernelbench
