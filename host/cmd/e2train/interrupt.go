// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// interruptible returns a context that the first SIGINT, SIGTERM or SIGHUP ends. From then on signals have their usual
// effect, so that a second one kills the process.
func interruptible() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	signals := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		signals = append(signals, syscall.SIGHUP)
	}
	came := make(chan os.Signal, 1)
	signal.Notify(came, signals...)
	go func() {
		s := <-came
		signal.Stop(came)
		fmt.Fprintf(os.Stderr, "\ne2train: %v: stopping as soon as the work in progress is saved; once more to stop at once\n", s)
		cancel()
	}()
	return ctx
}
