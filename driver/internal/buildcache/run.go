// SPDX-License-Identifier: Apache-2.0

package buildcache

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Run runs a program in a folder and returns what it prints, which the error has too.
func Run(ctx context.Context, dir string, args ...string) (string, error) {
	c := exec.CommandContext(ctx, args[0], args[1:]...)
	c.Dir = dir
	// Verilator is a script that starts a program; both end together.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return unix.Kill(-c.Process.Pid, unix.SIGKILL) }
	out, err := c.CombinedOutput()
	text := string(bytes.TrimSpace(out))
	switch {
	case ctx.Err() != nil:
		return text, ctx.Err()
	case err != nil:
		return text, fmt.Errorf("%s: %w:\n%s", args[0], err, excerpt(text))
	}
	return text, nil
}

// excerptLines is how much of a tool's complaints an error quotes: the first ones matter.
const excerptLines = 30

func excerpt(text string) string {
	lines := strings.Split(text, "\n")
	if len(lines) > excerptLines {
		lines = append(lines[:excerptLines], fmt.Sprintf("... and %d more lines", len(lines)-excerptLines))
	}
	return strings.Join(lines, "\n")
}
