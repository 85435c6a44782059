// SPDX-License-Identifier: Apache-2.0

package vivado

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/tooltest"
)

// record is one command of the vendor's tool that a script gave.
type record []string

// run runs a script with commands that stand in for the vendor's, in an environment with more variables. It returns what they were
// asked for, and what went wrong.
func run(t *testing.T, script string, arguments, environment []string) (all []record, failure string) {
	t.Helper()
	tclsh := tooltest.Find(t, "tclsh", "the scripts for the vendor's tools parse and ask for the right design")
	c := exec.Command(tclsh, append([]string{"testdata/vendor.tcl", script}, arguments...)...)
	c.Env = append(os.Environ(), append([]string{"FAKE_BOARDS=a:ultra96v2:part0:1.10 a:ultra96v2:part0:1.9"}, environment...)...)
	var stderr strings.Builder
	c.Stderr = &stderr
	out, err := c.Output()
	for line := range strings.Lines(string(out)) {
		if rest, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "@"); ok {
			all = append(all, strings.Split(rest, "\t"))
		}
	}
	if err != nil {
		failure = err.Error() + "\n" + stderr.String()
	}
	return all, failure
}

// design is a block design, as the commands of a script made it.
type design struct {
	part       string
	settings   map[string]string            // of the project and its sources
	files      []string                     // absolute
	kinds      map[string]string            // of cells: IP, or name of a module
	properties map[string]map[string]string // of cells
	source     map[string]string            // of pins: where each is driven from
	buses      map[string]string            // interfaces, from master to slave
	board      map[string]string            // objects that the board file connects
	segments   map[string]record            // address space: offset, range, segment; one entry for each space and segment
	steps      []string                     // commands that neither make nor connect
}

func newDesign(t *testing.T, all []record) *design {
	t.Helper()
	d := &design{
		settings: map[string]string{}, kinds: map[string]string{}, properties: map[string]map[string]string{}, source: map[string]string{},
		buses: map[string]string{}, board: map[string]string{}, segments: map[string]record{},
	}
	for _, r := range all {
		d.apply(t, r)
	}
	return d
}

// option returns the word behind a name.
func (r record) option(name string) string {
	if i := slices.Index(r, name); i >= 0 {
		return r[i+1]
	}
	return ""
}

func (d *design) apply(t *testing.T, r record) {
	t.Helper()
	switch r[0] {
	case "create_project":
		d.part = r.option("-part")
	case "add_files":
		d.files = append(d.files, strings.Fields(r[len(r)-1])...)
	case "create_bd_cell":
		name := r[len(r)-1]
		d.kinds[name] = r.option("-vlnv") + r.option("-reference")
		d.properties[name] = map[string]string{}
	case "set_property":
		if p := d.properties[r[1]]; p != nil {
			p[strings.TrimPrefix(r[2], "CONFIG.")] = r[3]
		} else {
			d.settings[r[2]] = r[3]
		}
	case "connect_bd_net":
		if was, driven := d.source[r[2]]; driven && was != r[1] {
			t.Errorf("%s and %s drive %s", was, r[1], r[2])
		}
		d.source[r[2]] = r[1]
	case "connect_bd_intf_net":
		if was := d.buses[r[1]]; was != "" {
			t.Errorf("%s leads to %s and %s", r[1], was, r[2])
		}
		d.buses[r[1]] = r[2]
	case "apply_bd_automation":
		d.board[r[3]] = r[2]
	case "assign_bd_address":
		space, segment := r.option("-target_address_space"), r[len(r)-2]
		d.segments[space+" "+segment] = record{r.option("-offset"), r.option("-range")}
	default:
		d.steps = append(d.steps, r[0])
	}
}

// build returns the design that build.tcl makes with some options.
func build(t *testing.T, options string, environment ...string) *design {
	t.Helper()
	all, failure := run(t, "build.tcl", append(strings.Fields(options), "-out", filepath.Join(t.TempDir(), "out")), environment)
	if failure != "" {
		t.Fatalf("build.tcl %s: %s", options, failure)
	}
	return newDesign(t, all)
}
