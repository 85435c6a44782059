// SPDX-License-Identifier: Apache-2.0

package cross

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/e2train/e2train/rtl/tooltest"
)

// packages are those whose tests run on the architectures that boards have, and which tests: of what talks to a board's kernel
// all but the conformance suite, which is slow there, and of the loops that the host has in assembly those that compare it with
// plain Go.
var packages = []struct{ name, tests string }{
	{"driver/internal/kernfile", notConformance}, {"driver/internal/board", notConformance}, {"driver/internal/emulated", notConformance},
	{"driver/xdma", notConformance}, {"driver/uio", notConformance},
	{"models/internal/plane", "Versions|Use"}, {"sim/kernel", "Round|Outside|Select|Arguments"},
}

const notConformance = "^Test[^C]"

// TestPackages runs those tests, and all of these packages with E2TRAIN_FULL.
func TestPackages(t *testing.T) {
	for _, target := range targets {
		for _, p := range packages {
			tests := p.tests
			if os.Getenv("E2TRAIN_FULL") != "" {
				tests = "."
			}
			t.Run(target.name+"/"+p.name, func(t *testing.T) {
				emulator := tooltest.Find(t, target.emulator, p.name+" on "+target.name)
				program := filepath.Join(t.TempDir(), "test")
				build := exec.Command("go", "test", "-c", "-o", program, module+p.name)
				build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOARCH="+target.goarch, "GOARM="+target.goarm)
				if out, err := build.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				if out, err := exec.Command(emulator, program, "-test.run", tests).CombinedOutput(); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}

// module is the path of this module.
const module = "github.com/e2train/e2train/"
