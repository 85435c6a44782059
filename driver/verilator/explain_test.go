// SPDX-License-Identifier: Apache-2.0

package verilator_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/replay"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// DebugVariable names a folder for everything that can be known about a launch on which RTL and simulator differ.
const DebugVariable = "E2TRAIN_RTL_DEBUG"

// explain runs a launch again and writes what it did into a folder of the debug folder, if there is one: the launch as a
// file for "e2train replay", its assembly, when each instruction ran by the rules, what should happen on the bus and what does,
// and a waveform.
func explain(t *testing.T, l *replay.Launch, name string) {
	t.Helper()
	root := os.Getenv(DebugVariable)
	if root == "" {
		t.Logf("set %s to a folder for the program, its times, what happens on the bus, and a waveform", DebugVariable)
		return
	}
	dir := filepath.Join(root, name)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	trace := traceLaunch(t, l, dir)
	bus := filepath.Join(dir, "bus.txt")
	rtl := open(t, fmt.Sprintf("verilator:%s?log=%s&waveform=%s", l.Config.Name, bus, filepath.Join(dir, "waveform.vcd")))
	_, err := l.Run(context.Background(), rtl)
	create(t, filepath.Join(dir, "error.txt"), func(w io.Writer) error {
		_, err := fmt.Fprintln(w, err)
		return err
	})
	if trace != nil {
		t.Logf("%s: %s", dir, firstBusDifference(t, trace.expectedBus(), bus, dir))
	}
}

// create writes a file.
func create(t *testing.T, name string, write func(io.Writer) error) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		t.Fatal(err)
	}
}

// launchTrace is what the rules say about a launch.
type launchTrace struct {
	launch *replay.Launch
	events []timing.Event
	result timing.Result
}

// traceLaunch runs a launch on the simulator and writes what the rules say about it.
func traceLaunch(t *testing.T, l *replay.Launch, dir string) *launchTrace {
	t.Helper()
	sim := open(t, "sim:"+l.Config.Name)
	trace := &launchTrace{launch: l}
	err := sim.(driver.Tracer).Trace(&driver.Trace{
		Begin: func(*isa.Program) {},
		Instruction: func(e timing.Event) {
			e.Waits = append([]timing.Wait(nil), e.Waits...)
			trace.events = append(trace.events, e)
		},
		End: func(r timing.Result) { trace.result = r },
	})
	if err != nil {
		t.Fatal(err)
	}
	want, err := l.Run(context.Background(), sim)
	if err != nil {
		t.Fatal(err)
	}
	record := replay.Record{Launch: *l, Want: *want, Source: sim.Info().Address, Note: "random program on which RTL and simulator differ"}
	content, err := record.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "launch.e2replay"), content, 0o666); err != nil {
		t.Fatal(err)
	}
	create(t, filepath.Join(dir, "program.txt"), l.Code.WriteAssembly)
	create(t, filepath.Join(dir, "times.txt"), trace.write)
	return trace
}

// write prints when segments and instructions ran.
func (t *launchTrace) write(w io.Writer) error {
	var errs []error
	print := func(format string, args ...any) {
		_, err := fmt.Fprintf(w, format, args...)
		errs = append(errs, err)
	}
	for i, s := range t.result.Segments {
		print("segment %d: fetch %d, S %d, E %d\n", i, s.Fetch, s.Start, s.End)
	}
	print("\nsegment engine[index]: earliest, fence, first slot, last slot, release, done; waits\n")
	for _, e := range t.events {
		print("%d %s[%d]: %d, %d, %d, %d, %d, %d;", e.Segment, e.Engine, e.Index, e.Earliest, e.Fence, e.First, e.Last, e.Release, e.Done)
		for _, wait := range e.Waits {
			print(" %v of %d", wait.Semaphore, wait.Signal)
		}
		print("\n")
	}
	print("\nstall %+v\n", t.result.Stall)
	for c := range isa.NumCounters {
		print("%-24v %d\n", c, t.result.Counters[c])
	}
	return errors.Join(errs...)
}
