// SPDX-License-Identifier: Apache-2.0

package hls_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/vectors"
	"github.com/e2train/e2train/hls"
	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/randprog"
)

// convolutions is how many convolutions the vectors are of: enough that each third, the depthwise ones, has signed and unsigned operands.
const convolutions = 12

// TestKernels runs golden vectors through every kernel's interface, each compiled alone as Vitis HLS would take it.
func TestKernels(t *testing.T) {
	drivertest.Need(t, "hls:tiny", "the kernels for Vitis HLS against golden vectors")
	c, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	all, err := vectors.Make(context.Background(), c, convolutions, randprog.Seed(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := sources(t)
	for _, kernel := range vectors.Kernels() {
		t.Run(kernel, func(t *testing.T) {
			args := []string{compile(t, dir, kernel, c)}
			for i, v := range all {
				if v.Kernel == kernel {
					name := filepath.Join(dir, fmt.Sprintf("%s_%03d.vec", kernel, i))
					if err := os.WriteFile(name, v.Encode(), 0o666); err != nil {
						t.Fatal(err)
					}
					args = append(args, name)
				}
			}
			if len(args)-1 < convolutions {
				t.Errorf("only %d vectors", len(args)-1)
			}
			run(t, dir, args...)
		})
	}
}

// sources writes everything that kernels are made of into a folder.
func sources(t *testing.T) string {
	t.Helper()
	files, err := hls.Sources()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := rtl.Write(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}

// compile makes the bench of a kernel.
func compile(t *testing.T, dir, kernel string, c *isa.Config) string {
	t.Helper()
	program := filepath.Join(dir, kernel)
	run(t, dir, append([]string{"g++"}, hls.Compile(isa.CamelName(c.Name), program, "hls/"+kernel+"_top.cpp", "hls/"+kernel+"_tb.cpp")...)...)
	return program
}

// run runs a program that has to succeed.
func run(t *testing.T, dir string, args ...string) {
	t.Helper()
	c := exec.Command(args[0], args[1:]...)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(args[0]), err, out)
	}
}

// TestRegisterMap compares the offsets that every kernel demands of Vitis HLS with the contract.
func TestRegisterMap(t *testing.T) {
	files, err := hls.Sources()
	if err != nil {
		t.Fatal(err)
	}
	tops := 0
	demand := regexp.MustCompile(`s_axilite port = (\w+) offset = (0x[0-9a-f]+)`)
	for _, f := range files {
		if !strings.HasSuffix(f.Name, "_top.cpp") {
			continue
		}
		tops++
		found := demand.FindAllStringSubmatch(string(f.Text), -1)
		if len(found) != len(isa.HLSRegisterNames) {
			t.Errorf("%s: %d registers, want %d", f.Name, len(found), len(isa.HLSRegisterNames))
			continue
		}
		for i, r := range isa.HLSRegisterNames {
			if want := fmt.Sprintf("%#02x", uint32(r.Register)); found[i][1] != r.Name || found[i][2] != want {
				t.Errorf("%s: register %s is at %s, want %s at %s", f.Name, found[i][1], found[i][2], r.Name, want)
			}
		}
	}
	if tops != len(vectors.Kernels()) {
		t.Errorf("%d kernels have interfaces, want %d", tops, len(vectors.Kernels()))
	}
}
