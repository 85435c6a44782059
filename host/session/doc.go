// SPDX-License-Identifier: Apache-2.0

// Package session opens what a recipe names, data, device and network, and runs mini-batches through them: training steps
// and evaluations on the test set, each with the work it was. It knows nothing about files of a run.
package session
