// SPDX-License-Identifier: Apache-2.0

// Package timing computes when every instruction of a program runs and what the activity counters show at its end, by
// the rules in the documentation of package isa. Nothing is stepped: the cost is per instruction and per burst.
//
// A [Plan] holds what follows from the program alone. The times of a run follow from the plan, the parameters of the
// memory, the base addresses modulo the longest burst ([Plan.Key]) and, for programs with masked OUTER, from the masks that
// were loaded; a run of a plan that is not [Plan.Masked] therefore needs to be computed only once for each key.
package timing
