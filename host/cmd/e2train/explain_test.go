// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	args := []string{"explain", "--model", "resnet8", "--layer", "g2.b0.conv1", "--pass", "backward_data", "--device", "sim:tiny", "--batch", "1"}
	short := e2train(t, args...)
	short.want(t, exitDone)
	if !strings.Contains(short.stdout, "8 instructions of each engine") || !strings.Contains(short.stdout, "bound by") {
		t.Errorf("got\n%s", short.stdout)
	}
	whole := e2train(t, append(args, "--assembly")...)
	whole.want(t, exitDone)
	if len(whole.stdout) <= len(short.stdout) || strings.Contains(whole.stdout, " more\nsegment") {
		t.Error("--assembly does not print all")
	}
	r := e2train(t, append(args, "--json")...)
	r.want(t, exitDone)
	var report map[string]any
	if err := json.Unmarshal([]byte(r.stdout), &report); err != nil || report["layer"] != "g2.b0.conv1" {
		t.Errorf("%v: %s", err, r.stdout)
	}
}
