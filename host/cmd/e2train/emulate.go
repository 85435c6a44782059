// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"strings"

	"github.com/e2train/e2train/driver/emulate"
)

var emulateCommand = command{
	name:    "emulate",
	summary: "be a board for other processes: the RTL behind emulated XDMA, UIO and a serial line",
	example: "--config tiny",
	flags: func(fs *flag.FlagSet) action {
		o := &emulate.Options{}
		fs.StringVar(&o.Config, "config", "tiny", "configuration of the accelerator: ultra96, zedboard, zed8 or tiny (`NAME`)")
		fs.StringVar(&o.Backend, "backend", emulate.RTL, "rtl for the RTL under Verilator, sim for the Go simulator, which is faster (`NAME`)")
		fs.Int64Var(&o.Memory, "memory", emulate.DefaultMemory, "bytes of memory of the board (`N`)")
		fs.StringVar(&o.Socket, "socket", "", "listen at `PATH` and not in a new folder")
		fs.BoolVar(&o.Coherent, "coherent", false, "the accelerator sees the caches of the processors (uio)")
		fs.StringVar(&o.Fault, "fault", "", "let something go wrong: `KIND[:AFTER]`, after so many launches; "+strings.Join(emulate.Faults(), ", "))
		fs.Uint64Var(&o.Seed, "seed", 1, "seed of faults at random, and of the noise of the power sensor (`S`)")
		fs.StringVar(&o.Power, "power", "", "have a power sensor, fed by toggles of the RTL's signals: "+strings.Join(emulate.Chips(), " or ")+" (`CHIP`)")
		return func(ctx context.Context, c *console) error { return runEmulator(ctx, c, o) }
	},
}

// runEmulator prints how to reach the board, in one line, and at the end how long it ran by its own clock, in another.
func runEmulator(ctx context.Context, c *console, o *emulate.Options) (err error) {
	o.Log = c.stderr
	e, err := emulate.Start(ctx, *o)
	if errors.Is(err, emulate.ErrOptions) {
		return &usageError{err.Error(), err}
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	lines := json.NewEncoder(c.stdout)
	lines.SetEscapeHTML(false)
	if err := written(0, lines.Encode(e.Ready())); err != nil {
		return err
	}
	if err := e.Wait(ctx); err != nil {
		return err
	}
	return written(0, lines.Encode(e.Time()))
}
