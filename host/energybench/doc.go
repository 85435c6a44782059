// SPDX-License-Identifier: Apache-2.0

// Package energybench compares the modeled energy of a training step with what a power meter of the board shows, layer by layer and
// pass by pass. Every launch of the step is repeated until the meter has updated often enough (package boardpower), and what the idle
// board draws is subtracted: both sides are the device's own energy above that.
//
// The report is also the log that package calibrate fits a profile to, so its rows have the activity counters.
package energybench
