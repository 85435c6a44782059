// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"runtime"
	"strings"

	"github.com/e2train/e2train/host/buildinfo"
	"github.com/e2train/e2train/sim/kernel"
)

var versionCommand = command{
	name:    "version",
	summary: "print the version of the program and the kernels it uses",
	example: "--json",
	flags: func(*flag.FlagSet) action {
		return func(_ context.Context, c *console) error {
			v, err := readVersion()
			if err != nil {
				return err
			}
			return c.print(v)
		}
	},
}

// versionInfo is the result of the command.
type versionInfo struct {
	Version          string   `json:"version"`
	Go               string   `json:"go"`
	Platform         string   `json:"platform"`
	Kernels          string   `json:"kernels"`
	KernelsAvailable []string `json:"kernels_available"` // on this CPU
	KernelsKnown     []string `json:"kernels_known"`     // for this platform
}

func readVersion() (*versionInfo, error) {
	kernels, err := kernelsInUse()
	if err != nil {
		return nil, err
	}
	return &versionInfo{
		Version: buildinfo.Version(), Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Kernels: kernels, KernelsAvailable: kernel.Available(), KernelsKnown: kernel.All(),
	}, nil
}

// WriteText prints the version in two lines.
func (v *versionInfo) WriteText(w io.Writer) error {
	return written(fmt.Fprintf(w, "e2train %s, %s, %s\nkernels: %s (this CPU can run: %s)\n",
		v.Version, v.Go, v.Platform, v.Kernels, strings.Join(v.KernelsAvailable, ", ")))
}
