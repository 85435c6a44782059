// SPDX-License-Identifier: Apache-2.0

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// action does what a command is for, after its flags were read.
type action func(ctx context.Context, c *console) error

// command is one subcommand.
type command struct {
	name      string
	summary   string
	example   string // of its arguments
	argument  string // name of its one argument that is no flag, if it has one; in brackets if it may be left out
	arguments bool   // there may be several of them
	flags     func(fs *flag.FlagSet) action
}

// commands lists the subcommands in the order of the help.
func commands() []command {
	return []command{
		trainCommand, evalCommand, ledgerCommand, reportCommand, explainCommand, profileCommand,
		benchCyclesCommand, benchKernelsCommand, benchSpeedCommand, benchEnergyCommand, benchPaperCommand, calibrateCommand,
		verifyCommand, replayCommand, linkCommand, vectorsCommand, emulateCommand,
		devicesCommand, metersCommand, powerCommand, versionCommand, licensesCommand,
	}
}

// console is where a command talks to.
type console struct {
	program   string // as it was called
	stdout    io.Writer
	stderr    io.Writer
	getenv    func(string) string
	flags     *flag.FlagSet // that were read
	argument  string        // that was read, if the command has one
	arguments []string      // all of them, if it may have several
	json      bool
}

// run runs one command line and returns its exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	c := &console{program: "e2train", stdout: stdout, stderr: stderr, getenv: getenv}
	if len(args) > 0 {
		c.program, args = args[0], args[1:]
	}
	if len(args) == 0 {
		writeHelp(stderr)
		return exitUsage
	}
	if isHelp(args[0]) {
		writeHelp(stdout)
		return exitDone
	}
	for _, cmd := range commands() {
		words := strings.Fields(cmd.name)
		if n := len(words); n <= len(args) && slices.Equal(words, args[:n]) {
			return c.run(ctx, &cmd, args[n:])
		}
	}
	return c.fail("e2train", usagef("there is no command %q; e2train help lists them", strings.Join(args[:min(2, len(args))], " ")))
}

// run reads the flags of a command and runs it.
func (c *console) run(ctx context.Context, cmd *command, args []string) int {
	name := "e2train " + cmd.name
	c.flags = flag.NewFlagSet(name, flag.ContinueOnError)
	c.flags.SetOutput(io.Discard)
	act := cmd.flags(c.flags)
	c.flags.BoolVar(&c.json, "json", false, "print the result as JSON")
	err := c.parse(cmd, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		cmd.writeHelp(c.stdout, c.flags)
		return exitDone
	case err != nil:
		return c.fail(name, usagef("%s; %s -h lists the flags", gnuStyle(err), name))
	case c.flags.NArg() > 0:
		return c.fail(name, usagef("unexpected argument %q; %s -h lists the flags", c.flags.Arg(0), name))
	case cmd.argument != "" && !strings.HasPrefix(cmd.argument, "[") && c.argument == "":
		return c.fail(name, usagef("%s is missing; %s -h explains it", cmd.argument, name))
	}
	if err := act(ctx, c); err != nil {
		return c.fail(name, err)
	}
	return exitDone
}

// parse reads the flags, and the argument wherever among them it is.
func (c *console) parse(cmd *command, args []string) error {
	if err := c.flags.Parse(args); err != nil || cmd.argument == "" || c.flags.NArg() == 0 {
		return err
	}
	c.argument = c.flags.Arg(0)
	for c.flags.NArg() > 0 && (len(c.arguments) == 0 || cmd.arguments) {
		c.arguments = append(c.arguments, c.flags.Arg(0))
		if err := c.flags.Parse(c.flags.Args()[1:]); err != nil {
			return err
		}
	}
	return nil
}

// fail prints an error in one line, then its hint if it has one, and returns its exit code.
func (c *console) fail(name string, err error) int {
	fmt.Fprintf(c.stderr, "%s: %s\n", name, strings.ReplaceAll(err.Error(), "\n", "; "))
	var h *hintError
	if errors.As(err, &h) {
		fmt.Fprintln(c.stderr, h.hint)
	}
	return exitCode(err)
}

// gnuStyle words an error of package flag in this program's way.
func gnuStyle(err error) string {
	text := strings.Replace(err.Error(), "flag provided but not defined: -", "unknown flag --", 1)
	text = strings.Replace(text, "flag needs an argument: -", "missing value of --", 1)
	return strings.NewReplacer(" for flag -", " for --", " for -", " for --").Replace(text)
}
