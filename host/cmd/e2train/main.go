// SPDX-License-Identifier: Apache-2.0

// Command e2train trains convolutional networks on an accelerator, real or simulated, and reports how accurate they
// became and how many joules that took.
//
//	e2train train --model resnet8 --data fashion-sample --device sim:ultra96 --out runs/first
//	e2train train --out runs/first --resume
//	e2train eval --run runs/first
//	e2train verify --device sim:ultra96 --against reference --count 300 --seed 1
//	e2train devices
//	e2train version
//
// Results go to standard output, with --json in machine-readable form, everything else to standard error. The exit code
// is 0 when done, 1 after a failure, 2 for wrong usage, 3 if a difference was found, 4 if a tool is missing, and 130 when
// interrupted with the state saved.
package main

import (
	"os"

	_ "github.com/e2train/e2train/driver/all" // every device
)

func main() {
	ctx := interruptible()
	os.Exit(run(ctx, os.Args, os.Stdout, os.Stderr, os.Getenv))
}
