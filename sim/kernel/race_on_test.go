// SPDX-License-Identifier: Apache-2.0

//go:build race

package kernel

// underRace tells that the race detector watches, which makes plain loops
// some ten times slower.
const underRace = true
