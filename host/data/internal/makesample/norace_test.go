// SPDX-License-Identifier: Apache-2.0

//go:build !race

package main

// raceDetector tells whether the race detector is on. It makes work on the full
// Fashion-MNIST, which is done by one goroutine, some forty times slower.
const raceDetector = false
