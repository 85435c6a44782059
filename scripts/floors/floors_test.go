// SPDX-License-Identifier: Apache-2.0

// Package floors holds the test that keeps imports pointing down.
package floors

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/e2train/e2train"

// floors lists the top-level folders from the highest to the lowest: a package may import its own floor and lower ones.
var floors = []string{"bench", "host", "models", "driver", "sim", "hls", "rtl"}

// floorOf returns the height of a package of this module, -1 if it stands on none of the floors.
func floorOf(path string) int {
	top, _, _ := strings.Cut(strings.TrimPrefix(path, module+"/"), "/")
	for i, name := range floors {
		if name == top {
			return len(floors) - i
		}
	}
	return -1
}

// bad returns what is wrong with an import, or "".
func bad(from, to string) string {
	if !strings.HasPrefix(to, module) {
		return ""
	}
	a, b := floorOf(from), floorOf(to)
	switch {
	case a >= 0 && b < 0:
		return "is on no floor"
	case a >= 0 && b > a:
		return "is on a higher floor"
	}
	return ""
}

func TestImportsPointDown(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	packages := 0
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; packages++ {
		var p struct {
			ImportPath                         string
			Imports, TestImports, XTestImports []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		for _, list := range [][]string{p.Imports, p.TestImports, p.XTestImports} {
			for _, to := range list {
				if what := bad(p.ImportPath, to); what != "" {
					t.Errorf("%s imports %s, which %s", p.ImportPath, to, what)
				}
			}
		}
	}
	if packages < 10 {
		t.Errorf("saw only %d packages", packages)
	}
}

func TestBadFindsUpwardImports(t *testing.T) {
	for _, c := range []struct {
		from, to string
		ok       bool
	}{
		{"/host/train", "/models/nn", true},
		{"/models/nn", "/driver/conv", true},
		{"/rtl/isa/gen", "/rtl/isa", true},
		{"/sim", "/driver", false},
		{"/models/nn", "/host/data", false},
		{"/driver", "/docs/x", false},
		{"/driver", "/scripts/x", false},
		{"/scripts/x", "/scripts/y", true},
		{"/scripts/x", "/driver", true},
	} {
		if got := bad(module+c.from, module+c.to) == ""; got != c.ok {
			t.Errorf("%s importing %s: allowed %v, want %v", c.from, c.to, got, c.ok)
		}
	}
}
