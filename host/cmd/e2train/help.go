// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

func isHelp(arg string) bool { return slices.Contains([]string{"help", "-h", "--help", "-help"}, arg) }

// writeHelp prints what the program can do.
func writeHelp(w io.Writer) {
	fmt.Fprint(w, "e2train trains convolutional networks on an accelerator and counts the joules.\n\nusage: e2train COMMAND [flags]\n\n")
	t := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, cmd := range commands() {
		fmt.Fprintf(t, "  %s\t%s\n", cmd.name, cmd.summary)
	}
	t.Flush()
	fmt.Fprint(w, "\ne2train COMMAND -h explains a command's flags.\n"+
		"exit codes: 0 done, 1 failed, 2 wrong usage, 3 a difference was found, 4 a tool is missing, 130 interrupted\n")
}

// writeHelp prints the flags of a command.
func (cmd *command) writeHelp(w io.Writer, fs *flag.FlagSet) {
	usage := cmd.name + " [flags]"
	if cmd.argument != "" {
		usage = cmd.name + " " + cmd.argument + " [flags]"
	}
	fmt.Fprintf(w, "%s\n\nusage: e2train %s\nexample: e2train %s %s\n\n", cmd.summary, usage, cmd.name, cmd.example)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fs.VisitAll(func(f *flag.Flag) {
		kind, _ := flag.UnquoteUsage(f)
		usage, _, _ := strings.Cut(f.Usage, " (`") // the kind of value, which stands in its own column
		if !isZero(f) {
			usage += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(t, "  --%s %s\t%s\n", f.Name, kind, usage)
	})
	t.Flush()
}

// isZero reports whether a default says nothing.
func isZero(f *flag.Flag) bool { return slices.Contains([]string{"", "0", "false"}, f.DefValue) }
