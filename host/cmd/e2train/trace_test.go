// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"path/filepath"
	"testing"
)

func TestProfileTrace(t *testing.T) {
	folder := t.TempDir()
	args := []string{"profile", "--model", "resnet8", "--batch", "1", "--height", "8", "--width", "8", "--trace"}
	e2train(t, append(args, filepath.Join(folder, "trace.json"), "--device", "sim:tiny")...).want(t, exitDone)
	if text := readFile(t, folder, "trace.json"); !json.Valid([]byte(text)) {
		t.Errorf("got %.500s", text)
	}
	e2train(t, append(args, filepath.Join(folder, "none", "trace.json"), "--device", "sim:tiny")...).want(t, exitFailed, "none")
	e2train(t, append(args, filepath.Join(folder, "cpu.json"), "--device", "cpu")...).want(t, exitUsage, "cpu")
}
