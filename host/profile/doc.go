// SPDX-License-Identifier: Apache-2.0

// Package profile runs one training step and shows, for every layer and pass, where the device's cycles and joules go.
//
// # Utilization
//
// It is the share of the multipliers' cycles that multiply-accumulates take, padding taps counted. Two products of psg_predict
// share a multiplier, so they count as one there. psg_masked counts the products that its mask switched off, because their
// multipliers do nothing else meanwhile; Row.MaskedMACs says how many those are. Tiles that were skipped count nowhere.
//
// # Predictive sign gradients
//
// With them, the same step runs twice on the same operands, plain and with signs, and [Signs] compares the plain
// backward-weights passes with the two passes that take their place.
package profile
