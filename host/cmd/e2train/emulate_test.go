// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/e2train/e2train/driver/emulate"
	"github.com/e2train/e2train/host/internal/testset"
	"github.com/e2train/e2train/host/report"
)

// boardSide is the height and width of images for boards: little to move over a serial line.
const boardSide = 8

// boardSteps are the flags of three steps of resnet8 on a device.
func boardSteps(t *testing.T, device string) (flags []string, out string) {
	t.Helper()
	out = filepath.Join(t.TempDir(), "run")
	return []string{
		"train", "--model", "resnet8", "--data", testset.FolderOf(t, boardSide), "--device", device, "--batch", "2", "--iterations", "3", "--eval-every", "0",
		"--checkpoint-every", "1", "--quiet", "--out", out,
	}, out
}

// emulated powers a board up for a test.
func emulated(t *testing.T, o emulate.Options) *emulate.Emulator {
	t.Helper()
	e, err := emulate.Start(t.Context(), o)
	if errors.Is(err, exec.ErrNotFound) && os.Getenv("E2TRAIN_REQUIRE_TOOLS") != "1" {
		t.Skipf("not tested: training on emulated %s, because %v", o.Config, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// Three steps on emulated boards, whose accelerator is the RTL, end with the weights and cycles of the simulator.
func TestTrainOnEmulatedBoards(t *testing.T) {
	configs := []string{"tiny"}
	if os.Getenv("E2TRAIN_FULL") != "" {
		configs = append(configs, "ultra96")
	}
	for _, config := range configs {
		flags, simulated := boardSteps(t, "sim:"+config)
		e2train(t, flags...).want(t, exitDone)
		want := readSummary(t, simulated)
		for scheme, address := range emulated(t, emulate.Options{Config: config}).Ready().Addresses {
			if scheme == "serial" {
				continue // TestTrainThroughTheUART
			}
			got := trainOn(t, address)
			if got.WeightsSHA256 != want.WeightsSHA256 || *got.Cycles != *want.Cycles {
				t.Errorf("%s on %s: weights %s and %d cycles, want %s and %d", scheme, config, got.WeightsSHA256, *got.Cycles, want.WeightsSHA256, *want.Cycles)
			}
		}
	}
}

// Over the RTL's own UART, bit by bit, a board has the bits, cycles and counters of the simulator.
func TestVerifyThroughTheUART(t *testing.T) {
	address := emulated(t, emulate.Options{Config: "tiny"}).Ready().Addresses["serial"]
	r := e2train(t, "verify", "--device", address, "--against", "sim:tiny", "--count", "20", "--quiet")
	if !strings.Contains(r.stdout, "bits, cycles and counters compared, 0 differences") {
		t.Errorf("%s%s", r.stdout, r.stderr)
	}
}

// Three steps over it end with the weights and cycles of the simulator. They move 4 MB, which takes minutes.
func TestTrainThroughTheUART(t *testing.T) {
	if os.Getenv("E2TRAIN_FULL") == "" {
		t.Skip("not tested: training through the UART of an emulated board, because E2TRAIN_FULL is not set")
	}
	flags, simulated := boardSteps(t, "sim:tiny")
	e2train(t, flags...).want(t, exitDone)
	want, got := readSummary(t, simulated), trainOn(t, emulated(t, emulate.Options{Config: "tiny"}).Ready().Addresses["serial"])
	if got.WeightsSHA256 != want.WeightsSHA256 || *got.Cycles != *want.Cycles {
		t.Errorf("weights %s and %d cycles, want %s and %d", got.WeightsSHA256, *got.Cycles, want.WeightsSHA256, *want.Cycles)
	}
}

// trainOn makes three steps on a device.
func trainOn(t *testing.T, address string) *report.Summary {
	t.Helper()
	flags, out := boardSteps(t, address)
	e2train(t, flags...).want(t, exitDone)
	return readSummary(t, out)
}

// Boards with little memory have the planner cut layers, which costs transfers and changes no weight.
func TestTrainWithLittleMemory(t *testing.T) {
	for scheme, roomy := range emulated(t, emulate.Options{Config: "tiny", Backend: emulate.Sim}).Ready().Addresses {
		tight := emulated(t, emulate.Options{Config: "tiny", Backend: emulate.Sim, Memory: 160 << 10}).Ready().Addresses[scheme]
		want, got := trainOn(t, roomy), trainOn(t, tight)
		if got.WeightsSHA256 != want.WeightsSHA256 {
			t.Errorf("%s: weights %s, want %s", scheme, got.WeightsSHA256, want.WeightsSHA256)
		}
		if *got.BytesToDevice <= *want.BytesToDevice {
			t.Errorf("%s: %d bytes to the device, with more memory %d: nothing was cut", scheme, *got.BytesToDevice, *want.BytesToDevice)
		}
	}
}

// The command prints where the board is, serves several processes one after the other, and ends well when told to.
func TestEmulateCommand(t *testing.T) {
	program := build(t)
	for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		p := exec.Command(program, "emulate", "--config", "tiny", "--backend", "sim", "--memory", "33554432")
		stdout, err := p.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := p.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { p.Process.Kill() })
		lines := bufio.NewScanner(stdout)
		var ready emulate.Ready
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &ready) != nil || ready.Process != p.Process.Pid {
			t.Fatalf("it printed %q", lines.Text())
		}
		for scheme, address := range ready.Addresses {
			client := start(t, program, "verify", "--device", address, "--against", "sim:tiny", "--count", "5", "--quiet")
			client.end()
			if !strings.Contains(client.stdout.String(), " 0 differences") {
				t.Errorf("%s: %s%s", scheme, client.stdout.String(), client.stderr.String())
			}
		}
		p.Process.Signal(sig)
		var end emulate.Time
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &end) != nil || end.Cycles == 0 {
			t.Errorf("at the end it printed %q", lines.Text())
		}
		if err := p.Wait(); err != nil {
			t.Errorf("%v: %v", sig, err)
		}
		socket := socketOf(t, ready.Addresses["uio"])
		if _, err := os.Stat(filepath.Dir(socket)); !os.IsNotExist(err) {
			t.Errorf("%s is still there", socket)
		}
	}
}

// socketOf returns the socket in an address.
func socketOf(t *testing.T, address string) string {
	t.Helper()
	_, query, _ := strings.Cut(address, "?")
	options, err := url.ParseQuery(query)
	if err != nil || options.Get("emulator") == "" {
		t.Fatalf("%s: %v", address, err)
	}
	return options.Get("emulator")
}
