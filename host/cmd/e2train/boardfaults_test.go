// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/emulate"
	"github.com/e2train/e2train/host/rundir"
)

var updateBoards = flag.Bool("update-boards", false, "write the table of faults in driver/README.md")

// boardReadme is where the table of faults is, between two marks.
const (
	boardReadme = "../../../driver/README.md"
	tableBegins = "<!-- faults: made by TestBoardFaults -->\n"
	tableEnds   = "<!-- end of faults -->\n"
)

// boardFault is a fault and what must become of a run that meets it.
type boardFault struct {
	fault   string
	what    string
	survive []string          // schemes: the run ends as if nothing had happened
	says    map[string]string // else: what the error names, by scheme; a scheme that is not there cannot have the fault
}

// schemes are the devices of emulated boards.
var schemes = []string{"xdma", "uio", "serial"}

// nodes are the devices with nodes of drivers.
var nodes = []string{"xdma", "uio"}

// onLine are the devices behind a serial line.
var onLine = []string{"serial"}

// same are the same words for some devices.
func same(text string, schemes []string) map[string]string {
	says := map[string]string{}
	for _, s := range schemes {
		says[s] = text
	}
	return says
}

var boardFaults = []boardFault{
	{fault: "interrupted", what: "signals end transfers and waits", survive: nodes},
	{fault: "short", what: "transfers end early", survive: []string{"xdma"}},
	{fault: "stuck-irq", what: "interrupts never arrive", survive: schemes},
	{fault: "hang:9", what: "a launch never ends, once", survive: schemes},
	{fault: "reset:9", what: "the accelerator is reset in the middle of a launch, once", survive: schemes},
	{fault: "transfer-time:40", what: "a transfer takes too long", says: map[string]string{"xdma": "did not answer in time"}},
	{fault: "lost:40", what: "the board falls off its bus", says: same("device is lost", schemes)},
	{fault: "wrong-id", what: "another bitstream: register ID", says: same("wrong bitstream", schemes)},
	{fault: "wrong-version", what: "a bitstream of another version", says: same("wrong bitstream", schemes)},
	{fault: "wrong-hash", what: "a bitstream of an unknown configuration", says: same("wrong bitstream", schemes)},
	{fault: "port-width", what: "the PS-PL port has another width than the bitstream's", says: same("other bytes in memory", schemes)},
	{fault: "no-memory", what: "buffers cannot be allocated", says: same("not enough device memory", nodes)},
	{fault: "small-memory", what: "less memory than was promised", says: same("not enough device memory", schemes)},
	{fault: "frame-dropped", what: "frames on the line get lost", survive: onLine},
	{fault: "frame-repeated", what: "frames on the line arrive twice", survive: onLine},
	{fault: "frame-corrupted", what: "frames on the line arrive with another bit", survive: onLine},
}

// Every fault: the run ends with the weights of the simulator, or stops with an error that names device, operation and remedy, and
// --resume on the simulator ends with them. The table in driver/README.md says so.
func TestBoardFaults(t *testing.T) {
	flags, whole := boardSteps(t, "sim:tiny")
	e2train(t, flags...).want(t, exitDone)
	weights := readSummary(t, whole).WeightsSHA256
	var table bytes.Buffer
	fmt.Fprint(&table, tableBegins, "| fault | `--fault` | xdma | uio | serial |\n|---|---|---|---|---|\n")
	for _, f := range boardFaults {
		fmt.Fprintf(&table, "| %s | `%s` |", f.what, f.fault)
		for _, scheme := range schemes {
			outcome := "no such fault"
			if slices.Contains(f.survive, scheme) || f.says[scheme] != "" {
				t.Run(f.fault+" "+scheme, func(t *testing.T) { outcome = meetFault(t, &f, scheme, weights) })
			}
			fmt.Fprintf(&table, " %s |", outcome)
		}
		fmt.Fprintln(&table)
	}
	table.WriteString(tableEnds)
	compareTable(t, table.String())
}

// meetFault trains on a board with a fault and returns what became of it.
func meetFault(t *testing.T, f *boardFault, scheme, weights string) string {
	address := emulated(t, emulate.Options{Config: "tiny", Backend: emulate.Sim, Fault: f.fault, Seed: 1, Memory: 16 << 20}).Ready().Addresses[scheme]
	address = strings.NewReplacer("patience=10", "patience=1", "timeout=3600", "timeout=2").Replace(address) // the simulator is quick
	flags, out := boardSteps(t, address)
	outcome := "recovers"
	if f.says == nil {
		e2train(t, flags...).want(t, exitDone)
	} else {
		r := e2train(t, flags...)
		r.want(t, exitFailed, address, f.says[scheme], "remedy: ")
		outcome = fmt.Sprintf("stops: %s", f.says[scheme])
		again := append(slices.Clone(flags), "--device", "sim:tiny", "--resume")
		if rundir.IsVacant(out) {
			outcome += ", nothing was begun"
		} else {
			outcome += ", `--resume` ends with the same weights"
		}
		e2train(t, again...).want(t, exitDone)
	}
	if got := readSummary(t, out).WeightsSHA256; got != weights {
		t.Errorf("weights %s, want %s", got, weights)
	}
	return outcome
}

// compareTable compares the table in the file with a new one, or writes that.
func compareTable(t *testing.T, table string) {
	t.Helper()
	text, err := os.ReadFile(filepath.FromSlash(boardReadme))
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(text), tableBegins)
	old, tail, ended := strings.Cut(rest, tableEnds)
	switch {
	case !found || !ended:
		t.Fatalf("%s has no table of faults", boardReadme)
	case t.Failed() || tableBegins+old+tableEnds == table:
	case *updateBoards:
		if err := os.WriteFile(filepath.FromSlash(boardReadme), []byte(head+table+tail), 0o666); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s has another table of faults; write it with go test ./host/cmd/e2train -run TestBoardFaults -update-boards. It should be\n%s", boardReadme, table)
	}
}
