// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The files in package plane are what this generator writes.
func TestCommittedOutput(t *testing.T) {
	dir := t.TempDir()
	names := []string{"plane_arm64.s", "plane_decl_arm64.go"}
	if err := functions().Write(filepath.Join(dir, names[0]), filepath.Join(dir, names[1])); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		fresh, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		committed, err := os.ReadFile(filepath.Join("..", name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(fresh, committed) {
			t.Errorf("%s is not what the generator writes: run go generate ./models/internal/plane", name)
		}
	}
}
