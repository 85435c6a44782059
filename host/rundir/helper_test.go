// SPDX-License-Identifier: Apache-2.0

package rundir

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/e2train/e2train/host/checkpoint"
)

// newDir creates a run directory with a config.json.
func newDir(t *testing.T, path string) *Dir {
	t.Helper()
	d, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	must(t, d.WriteFile(ConfigName, []byte("{}")))
	return d
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
}

func read(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	must(t, err)
	return string(data)
}

// names lists the files of a folder.
func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

// state is a checkpoint that differs from others in its step.
func state(step int64) *checkpoint.Checkpoint {
	return &checkpoint.Checkpoint{
		Header:  checkpoint.Header{Step: step, Totals: json.RawMessage("{}")},
		Tensors: []checkpoint.Tensor{{Name: "w", Data: make([]float32, 100)}},
	}
}

func anything(*checkpoint.Checkpoint) error { return nil }
