// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/link"
)

// recordedRun returns the recording of a few steps of a small run, and its folder.
func recordedRun(t *testing.T, device string, iterations int) (file, out string) {
	t.Helper()
	flags, out := smallRun(t, device)
	flags[slices.Index(flags, "--iterations")+1] = fmt.Sprint(iterations)
	file = filepath.Join(t.TempDir(), "run.pcapng")
	e2train(t, append(flags, "--record", file, "--quiet", "--eval-every", "0")...).want(t, exitDone)
	return file, out
}

// A recording changes nothing of a run, is summed up and listed, and replays without a difference.
func TestLink(t *testing.T) {
	file, out := recordedRun(t, "sim:tiny", 3)
	flags, plain := smallRun(t, "sim:tiny")
	flags[slices.Index(flags, "--iterations")+1] = "3"
	e2train(t, append(flags, "--quiet", "--eval-every", "0")...).want(t, exitDone)
	if got, want := readSummary(t, out), readSummary(t, plain); got.WeightsSHA256 != want.WeightsSHA256 || got.MACs != want.MACs {
		t.Errorf("recorded: %+v, else %+v", got, want)
	}

	r := e2train(t, "link", file, "--json")
	r.want(t, exitDone)
	var s link.Summary
	if err := json.Unmarshal([]byte(strings.NewReplacer(`"first"`, `"x"`, `"last"`, `"y"`).Replace(r.stdout)), &s); err != nil {
		t.Fatal(err)
	}
	if s.Stands != "simulator" || s.Launches < 20 || s.Cycles == 0 || s.Written.Bytes == 0 || s.Read.PerLaunch == 0 || s.Damaged != 0 {
		t.Errorf("summary %+v", s)
	}
	for args, want := range map[string]string{
		"":                       "(simulator), configuration tiny",
		"--list --kind alloc":    "alloc memory=1 bytes=",
		"--list --from 1 --to 1": "device contract=1 address=sim:tiny",
		"--list --memory 2":      "transfer direction=write memory=2 ",
		"--list --json --to 1":   `"kind":"device"`,
		"--device sim:tiny":      "the same bits, cycles and counters",
	} {
		r := e2train(t, append([]string{"link", file}, strings.Fields(args)...)...)
		r.want(t, exitDone)
		if !strings.Contains(r.stdout, want) {
			t.Errorf("%s: %q is not in\n%.2000s", args, want, r.stdout)
		}
	}
	for _, args := range []string{"--list --kind noise", "--list --device sim:tiny", "--device sim:zed8", "--device cpu"} {
		e2train(t, append([]string{"link", file}, strings.Fields(args)...)...).want(t, exitUsage)
	}
	damageRecording(t, file)
}

// damageRecording flips a bit of the payload of a read and then cuts the file: both are reported where they are.
func damageRecording(t *testing.T, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := lastRead(t, file)
	data[p.Offset+28+int64(p.Bytes)-1] ^= 1
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
	place := fmt.Sprintf("packet %d, ", p.Number)
	r := e2train(t, "link", file, "--device", "sim:tiny")
	r.want(t, exitDifference, place, "check sum")
	if !strings.Contains(r.stdout, "a difference in "+place+"transfer of allocation") {
		t.Errorf("got\n%s", r.stdout)
	}
	e2train(t, "link", file).want(t, exitFailed, "damaged")
	if r := e2train(t, "link", file, "--list", "--kind", "transfer"); r.code != exitFailed || strings.Count(r.stdout, "DAMAGED") != 1 {
		t.Errorf("exit code %d", r.code)
	}
	if err := os.Truncate(file, p.Offset+10); err != nil {
		t.Fatal(err)
	}
	r = e2train(t, "link", file)
	r.want(t, exitFailed, "cut off", fmt.Sprintf("%d records could be read before", p.Number-1))
	if !strings.Contains(r.stdout, fmt.Sprintf("records   %d, 0 damaged", p.Number-1)) {
		t.Errorf("got\n%s", r.stdout)
	}
	e2train(t, "link", file, "--device", "sim:tiny").want(t, exitFailed, "cut off")
}

// lastRead returns the last record of bytes that came from the device.
func lastRead(t *testing.T, file string) (last *link.Packet) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := link.NewReader(f)
	for err == nil {
		var p *link.Packet
		if p, err = r.Next(); err == nil {
			if t, ok := p.Body.(*link.Transfer); ok && t.Direction == link.Read && len(t.Payload) > 0 {
				last = p
			}
		}
	}
	if !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return last
}

// What the simulator did can be replayed on the RTL, and the other way round, with the accesses to registers.
func TestLinkOnRTL(t *testing.T) {
	drivertest.Need(t, "verilator:tiny", "the replay of a recording on the RTL")
	run, _ := recordedRun(t, "sim:tiny", 1)
	e2train(t, "link", run, "--device", "verilator:tiny").want(t, exitDone)
	for device, other := range map[string]string{"sim:tiny": "verilator:tiny", "verilator:tiny": "sim:tiny"} {
		file := filepath.Join(t.TempDir(), "few.pcapng")
		e2train(t, "verify", "--device", device, "--count", "2", "--record", file, "--quiet")
		r := e2train(t, "link", file, "--device", other)
		r.want(t, exitDone)
		if !strings.Contains(r.stdout, "the same bits, cycles and counters") {
			t.Errorf("got\n%s", r.stdout)
		}
		list := e2train(t, "link", file, "--list", "--kind", "register").stdout
		if registers := strings.Count(list, "direction=read") > 20 && strings.Contains(list, "direction=write offset=12 value=1"); registers != (device != "sim:tiny") {
			t.Errorf("%s: registers are\n%.1000s", device, list)
		}
	}
}

func TestRecordRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "run.pcapng")
	flags, _ := smallRun(t, "cpu")
	e2train(t, append(flags, "--record", file)...).want(t, exitUsage, "has no link")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	flags, _ = smallRun(t, "sim:tiny")
	e2train(t, append(flags, "--record", file)...).want(t, exitUsage, "there is such a file")
	e2train(t, "link", file).want(t, exitFailed, "no recording")
}
