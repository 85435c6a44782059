// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"flag"

	"github.com/e2train/e2train/host/savings"
)

var ledgerCommand = command{
	name:     "ledger",
	summary:  "where the joules of a run went, by layer, pass and technique, and what it saves against plain training",
	example:  "runs/first",
	argument: "DIR",
	flags: func(fs *flag.FlagSet) action {
		var o savings.Options
		fs.Int64Var(&o.Iterations, "iterations", 0, "`N` iterations of the plain runs to compare with; 0: those of the run's loop, or 3/4 of them if it drops mini-batches")
		return func(ctx context.Context, c *console) error { return runLedger(ctx, c, o) }
	},
}

func runLedger(ctx context.Context, c *console, o savings.Options) error {
	if o.Iterations < 0 {
		return usagef("--iterations is %d; it must be at least 0", o.Iterations)
	}
	o.Dir = c.argument
	result, err := savings.Run(ctx, o)
	if err != nil {
		return err
	}
	return c.print(result)
}
