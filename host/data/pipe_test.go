// SPDX-License-Identifier: Apache-2.0

//go:build unix

package data

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestOpenRefusesPipes demands an error, and no wait for a writer, where a
// pipe takes the place of a file.
func TestOpenRefusesPipes(t *testing.T) {
	cases := []struct {
		kind, file string
		write      func(t *testing.T) string
	}{
		{"fashion", "train-labels-idx1-ubyte", func(t *testing.T) string { return writeFashion(t, newDice(t)) }},
		{"folder", "train/ant/w.png", writeFolder},
		{"cifar10", "test_batch.bin", func(t *testing.T) string {
			dir := t.TempDir()
			writeCIFAR(t, newDice(t), dir, cifar10())
			return dir
		}},
	}
	for _, c := range cases {
		t.Run(c.kind, func(t *testing.T) {
			dir := c.write(t)
			path := filepath.Join(dir, c.file)
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(c.kind + ":" + dir)
			wantError(t, err, ErrFormat, path)
		})
	}
}

// TestOpenRefusesHugeFile uses a file without content that is longer than a
// set may be.
func TestOpenRefusesHugeFile(t *testing.T) {
	dir := t.TempDir()
	writeCIFAR(t, newDice(t), dir, cifar10())
	path := filepath.Join(dir, "data_batch_2.bin")
	if err := os.Truncate(path, maxSetBytes-1); err != nil {
		t.Skipf("not tested, as the file system refuses a sparse file (%v): the limit on the size of a set", err)
	}
	_, err := Open("cifar10:" + dir)
	wantError(t, err, ErrTooLarge, path)
}
