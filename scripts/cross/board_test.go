// SPDX-License-Identifier: Apache-2.0

package cross

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// boardPackages are those that talk to a board's kernel.
var boardPackages = []string{
	"driver/internal/kernfile", "driver/internal/board", "driver/internal/emulated", "driver/xdma", "driver/uio",
}

// TestBoardPackages runs the tests of what talks to a board's kernel on the architectures that boards have. The conformance suite,
// which is slow there, runs with E2TRAIN_FULL.
func TestBoardPackages(t *testing.T) {
	tests := "^Test[^C]"
	if os.Getenv("E2TRAIN_FULL") != "" {
		tests = "."
	}
	for _, target := range targets {
		for _, name := range boardPackages {
			t.Run(target.name+"/"+name, func(t *testing.T) {
				if _, err := exec.LookPath(target.emulator); err != nil {
					if os.Getenv("E2TRAIN_REQUIRE_TOOLS") != "" {
						t.Fatalf("%s is missing: apt-get install qemu-user", target.emulator)
					}
					t.Skipf("not tested: %s on %s, because %s is missing", name, target.name, target.emulator)
				}
				program := filepath.Join(t.TempDir(), "test")
				build := exec.Command("go", "test", "-c", "-o", program, module+name)
				build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOARCH="+target.goarch, "GOARM="+target.goarm)
				if out, err := build.CombinedOutput(); err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				if out, err := exec.Command(target.emulator, program, "-test.run", tests).CombinedOutput(); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}

// module is the path of this module.
const module = "github.com/e2train/e2train/"
