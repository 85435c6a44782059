// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"syscall"
)

// Exit codes.
const (
	exitBad     = 1   // a mutant did not end as it should, or something went wrong
	exitStopped = 130 // as after Ctrl-C
)

func main() {
	only := flag.String("only", "", "run mutants of this name `ID` only, known results or not; * stands for any text up to a /")
	flag.Parse()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	err := run(ctx, os.Stdout, *only)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(os.Stderr, "stopped; the same command goes on")
		os.Exit(exitStopped)
	case err != nil:
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(exitBad)
	}
}

func run(ctx context.Context, out io.Writer, only string) error {
	chosen, err := choose(mutants(), only)
	if err != nil {
		return err
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	s, err := newSession(ctx, out, root)
	if err != nil {
		return err
	}
	defer s.close()
	s.anew = only != ""
	return s.settleAll(ctx, chosen)
}

// choose returns the mutants whose names match a pattern, all if it is empty.
func choose(all []mutant, pattern string) (chosen []mutant, err error) {
	if pattern == "" {
		return all, nil
	}
	for _, m := range all {
		match, err := path.Match(pattern, m.id)
		if err != nil {
			return nil, fmt.Errorf("pattern %q: %w", pattern, err)
		}
		if match {
			chosen = append(chosen, m)
		}
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no mutant is called %q", pattern)
	}
	return chosen, nil
}
