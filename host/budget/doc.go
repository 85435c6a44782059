// SPDX-License-Identifier: Apache-2.0

// Package budget plans how long a training run is, and how many of its mini-batches are dropped, so that it ends its schedule
// within a given energy.
//
// It knows two levers. Dropping mini-batches comes first, up to a limit: loop iterations, and with them the schedule and the data
// that the run sees, stay what they are. When that is not enough, the run gets fewer loop iterations. What a run has to do besides,
// evaluations for example, is reserved before.
package budget
