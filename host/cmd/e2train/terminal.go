// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"

	"golang.org/x/term"

	"github.com/e2train/e2train/host/progress"
	"github.com/e2train/e2train/sim/kernel"
)

// display returns the display of progress on standard error.
func (c *console) display(quiet bool, kernels string) *progress.Display {
	return progress.New(progress.Options{Out: c.stderr, Width: c.width(), Quiet: quiet, Slow: c.slowness(kernels)})
}

// width returns the function that measures the terminal, nil if standard error is none.
func (c *console) width() func() int {
	f, ok := c.stderr.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || c.getenv("TERM") == "dumb" {
		return nil
	}
	return func() int {
		if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
			return width
		}
		return 80
	}
}

const (
	portable = "portable" // the kernel set that runs everywhere and is slow
	neon     = "neon"     // the one of arm64, whose sums are those of portable
)

// slowness says why the simulator is slow, or nothing if it is not.
func (c *console) slowness(kernels string) string {
	available := kernel.Available()
	switch {
	case kernels != portable && kernels != neon:
		return ""
	case kernels == portable && len(available) > 1:
		return fmt.Sprintf("%s chose them, though this CPU could run %s", kernel.EnvName, available[len(available)-1])
	case slices.Contains(kernel.All(), "avx2"):
		return "this CPU has no AVX2"
	}
	return "there are no faster ones for " + runtime.GOARCH
}

// kernelsInUse returns the name of the integer kernels in use.
func kernelsInUse() (string, error) {
	set, err := kernel.Default()
	if err != nil {
		return "", &usageError{err.Error(), err}
	}
	return set.Name(), nil
}
