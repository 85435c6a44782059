// SPDX-License-Identifier: Apache-2.0

//go:build !race

package kernel

// underRace tells that the race detector does not watch.
const underRace = false
