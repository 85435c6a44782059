// SPDX-License-Identifier: Apache-2.0

package profile

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

func TestTraceHasEveryRow(t *testing.T) {
	plain, err := Run(context.Background(), small())
	if err != nil {
		t.Fatal(err)
	}
	o := small()
	o.Trace = filepath.Join(t.TempDir(), "trace.json")
	traced, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(plain, traced) {
		t.Error("tracing changes the profile")
	}
	checkTrace(t, o.Trace, traced.Rows)
}

// checkTrace demands that a trace has the cycles of every row, and no others.
func checkTrace(t *testing.T, path string, rows []Row) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		TraceEvents []struct {
			Cat  string
			Args struct {
				Layer, Pass string
				Cycles      uint64
			}
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	cycles := map[[2]string]uint64{}
	for _, e := range file.TraceEvents {
		if e.Cat == "launch" {
			cycles[[2]string{e.Args.Layer, e.Args.Pass}] += e.Args.Cycles
		}
	}
	for _, row := range rows {
		if got := cycles[[2]string{row.Layer, row.Pass}]; got != row.Cycles {
			t.Errorf("%s %s: %d cycles in the trace, %d in the profile", row.Layer, row.Pass, got, row.Cycles)
		}
	}
	if len(cycles) != len(rows) {
		t.Errorf("%d passes in the trace, %d in the profile", len(cycles), len(rows))
	}
}

// A profile that fails leaves the file that was there before.
func TestFailureLeavesNoTrace(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	o := small()
	folder := t.TempDir()
	o.Trace = filepath.Join(folder, "trace.json")
	if err := os.WriteFile(o.Trace, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	text, _ := os.ReadFile(o.Trace)
	if left, _ := os.ReadDir(folder); string(text) != "old" || len(left) != 1 {
		t.Errorf("%q and %v are left", text, left)
	}
}
