// SPDX-License-Identifier: Apache-2.0

package link

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/e2train/e2train/sim/randprog"
)

// tshark returns the path of Wireshark's program for terminals.
func tshark(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("tshark")
	if err == nil {
		return path
	}
	if os.Getenv("E2TRAIN_REQUIRE_TOOLS") == "1" {
		t.Fatalf("%v: it is needed to test the dissector", err)
	}
	t.Skipf("not tested without tshark: the dissector e2train.lua")
	return ""
}

// shown returns how tshark prints the value of a field.
func shown(f *Field, of any) string {
	switch v := f.at(of).(type) {
	case *uint8:
		return fmt.Sprint(*v)
	case *bool:
		return strconv.Itoa(int(oneIf(*v)))
	case *float64:
		return strconv.FormatFloat(*v, 'g', -1, 64)
	case *[]byte:
		return hex.EncodeToString(*v)
	default:
		return fmt.Sprint(f.value(of))
	}
}

// same compares what tshark prints with shown. Versions of tshark print truth and numbers in different ways.
func same(f *Field, got, want string) bool {
	switch f.Type {
	case Bool:
		got = strings.NewReplacer("True", "1", "False", "0").Replace(got)
	case F64:
		a, err := strconv.ParseFloat(got, 64)
		b, _ := strconv.ParseFloat(want, 64)
		return err == nil && a == b
	}
	return got == want
}

// The dissector finds the values that Go has written, in every field of every kind of record.
func TestDissector(t *testing.T) {
	program := tshark(t)
	rng := randprog.Rand(randprog.Seed(t), 0)
	file := &sink{}
	w := NewWriter(file, "a test", nil)
	want := map[Code][]Body{}
	for range 3 {
		for i := range kinds {
			k := &kinds[i]
			body := k.make()
			fill(rng, k, body)
			for _, f := range k.Fields {
				switch v := f.at(body).(type) {
				case *string:
					*v = strings.ReplaceAll(*v, "µ", "u") // tshark writes other letters in the manner of the terminal
				case *float64:
					*v = float64(rng.IntN(1<<20)) / 256 // has few digits
				}
			}
			w.put(time.Now(), 3, body)
			want[k.Code] = append(want[k.Code], body)
		}
	}
	w.flush()
	if err := w.Err(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "all.pcapng")
	if err := os.WriteFile(name, file.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	for i := range kinds {
		compareDissected(t, program, name, &kinds[i], want[kinds[i].Code])
	}
}

// compareDissected compares the records of one kind.
func compareDissected(t *testing.T, program, name string, k *Kind, want []Body) {
	t.Helper()
	args := []string{"-n", "-X", "lua_script:e2train.lua", "-r", name, "-Y", fmt.Sprintf("e2train.kind == %d", k.Code), "-T", "fields", "-E", "separator=|", "-e", "e2train.device_cycles"}
	for _, f := range k.Fields {
		args = append(args, "-e", "e2train."+k.Name+"."+f.Name)
	}
	c := exec.Command(program, args...)
	var problems bytes.Buffer
	c.Stderr = &problems
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", k.Name, err, &problems)
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%s: %d records, want %d: %s%s", k.Name, len(lines), len(want), out, &problems)
	}
	for n, line := range lines {
		values := strings.Split(line, "|")
		if cycles := fmt.Sprint(3 * (int(k.Code) + n*len(kinds))); len(values) != len(k.Fields)+1 || values[0] != cycles {
			t.Fatalf("%s: %q is of %d fields and not in cycle %s", k.Name, line, len(values)-1, cycles)
		}
		for i := range k.Fields {
			if f := &k.Fields[i]; !same(f, values[i+1], shown(f, want[n])) {
				t.Errorf("%s.%s is %q, want %q", k.Name, f.Name, values[i+1], shown(f, want[n]))
			}
		}
	}
}
