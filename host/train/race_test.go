// SPDX-License-Identifier: Apache-2.0

//go:build race

package train

// raceEnabled: everything takes ten times as long, so tests do less of the same.
const raceEnabled = true
