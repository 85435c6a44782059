// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"runtime"

	"github.com/e2train/e2train/sim/workers"
)

func bindThreads(fs *flag.FlagSet, n *int) {
	fs.IntVar(n, "threads", 0, "processors to use, which does not change results; 0 for all (`N`)")
}

// maxThreads is far above any machine this runs on.
const maxThreads = 1 << 16

// useThreads makes the process use n processors until restore is called; 0 leaves it as it is.
func useThreads(n int) (restore func(), err error) {
	if n < 0 || n > maxThreads {
		return nil, usagef("--threads %d: want a whole number from 0 to %d", n, maxThreads)
	}
	if n == 0 {
		return func() {}, nil
	}
	before := runtime.GOMAXPROCS(n)
	workers.SetLimit(n)
	return func() {
		runtime.GOMAXPROCS(before)
		workers.SetLimit(0)
	}, nil
}
