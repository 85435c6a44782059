// SPDX-License-Identifier: Apache-2.0

package verilator_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/timing"
)

// busEvent is one line of rtl/tb/buslog.hpp without its address, which differs from run to run.
type busEvent struct {
	cycle int64
	what  string // "ar 16", "r", "aw 3", "w", "b"
}

func (e busEvent) String() string { return fmt.Sprintf("%d %s", e.cycle, e.what) }

// bus computes what should happen on the ports, from when instructions begin.
type bus struct {
	config *isa.Config
	read   isa.ReadChannel
	write  isa.WriteChannel
	events []busEvent
}

func (b *bus) add(cycle int64, format string, args ...any) {
	b.events = append(b.events, busEvent{cycle, fmt.Sprintf(format, args...)})
}

// readRun reads a linear run and returns its last beat.
func (b *bus) readRun(ready int64, addr uint64, bytes int) (last int64) {
	for bytes > 0 {
		burst, n := b.config.NextBurst(addr, bytes)
		address, end := b.read.Burst(ready, burst.Beats)
		b.add(address, "ar %d", burst.Beats)
		b.add(end, "r")
		addr, bytes, last = addr+uint64(n), bytes-n, end
	}
	return last
}

func (b *bus) writeRun(ready int64, addr uint64, bytes int) {
	for bytes > 0 {
		burst, n := b.config.NextBurst(addr, bytes)
		address, end, response := b.write.Burst(ready, burst.Beats)
		b.add(address, "aw %d", burst.Beats)
		b.add(end, "w")
		b.add(response, "b")
		addr, bytes = addr+uint64(n), bytes-n
	}
}

// expectedBus returns what the ports should do, in the order of cycles.
func (t *launchTrace) expectedBus() []busEvent {
	c := &t.launch.Config
	b := &bus{config: c}
	b.read.Memory, b.write.Memory = c.Memory, c.Memory
	for i, span := range t.result.Segments {
		s := &t.launch.Code.Segments[i]
		ready := b.readRun(span.Fetch, 0, isa.DescriptorBytes) + isa.DescriptorDecode
		for e := range isa.NumEngines {
			if n := s.Len(e); n > 0 {
				b.readRun(ready, 0, n*isa.InstructionBytes)
			}
		}
		for _, e := range t.events {
			if e.Segment == i {
				t.transfer(b, s, &e)
			}
		}
	}
	slices.SortStableFunc(b.events, compareEvents)
	return b.events
}

func compareEvents(a, b busEvent) int {
	if a.cycle != b.cycle {
		return int(a.cycle - b.cycle)
	}
	return strings.Compare(a.what, b.what)
}

// transfer adds the bursts of a load or store.
func (t *launchTrace) transfer(b *bus, s *isa.Segment, e *timing.Event) {
	switch e.Engine {
	case isa.EngineLoad:
		l := &s.Load[e.Index]
		for _, at := range starts(l.Offset, l.Count, l.Stride) {
			b.readRun(e.First+isa.LoadIssue, t.address(l.Base, at), int(l.Run)*b.config.EntryBytes(l.Op))
		}
	case isa.EngineStore:
		l := &s.Store[e.Index]
		for _, at := range starts(l.Offset, l.Count, l.Stride) {
			b.writeRun(e.First+isa.StoreIssue, t.address(l.Base, at), int(l.Run)*b.config.EntryBytes(l.Op))
		}
	}
}

// address returns a device address as far as bursts depend on it.
func (t *launchTrace) address(base uint8, offset int64) uint64 {
	return uint64(t.launch.Bases[base].Offset + offset)
}

// starts returns the offsets of all runs of a transfer.
func starts(offset uint32, count [3]uint16, stride [3]int32) (all []int64) {
	for k := range int64(count[2]) {
		for j := range int64(count[1]) {
			for i := range int64(count[0]) {
				all = append(all, int64(offset)+i*int64(stride[0])+j*int64(stride[1])+k*int64(stride[2]))
			}
		}
	}
	return all
}

// firstBusDifference compares what should happen with a log, and writes the former beside it in the same form.
func firstBusDifference(t *testing.T, want []busEvent, log, dir string) string {
	t.Helper()
	create(t, filepath.Join(dir, "bus-expected.txt"), func(w io.Writer) error {
		for _, e := range want {
			if _, err := fmt.Fprintln(w, e); err != nil {
				return err
			}
		}
		return nil
	})
	got := readBusLog(t, log)
	for i := range max(len(got), len(want)) {
		switch {
		case i >= len(got):
			return fmt.Sprintf("on the bus, %v is missing", want[i])
		case i >= len(want):
			return fmt.Sprintf("on the bus, %v should not be", got[i])
		case got[i] != want[i]:
			return fmt.Sprintf("first difference on the bus: %v, want %v", got[i], want[i])
		}
	}
	return "the bus is as it should be"
}

// readBusLog reads the transfers of the last launch of a log, in the order of cycles.
func readBusLog(t *testing.T, name string) (events []busEvent) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var e busEvent
		var address, beats string
		n, err := fmt.Sscan(line, &e.cycle, &e.what, &address, &beats)
		if n < 2 {
			t.Fatalf("%s: %q: %v", name, line, err)
		}
		switch e.what {
		case "start":
			events = nil
		case "irq": // the rules do not say when
		default:
			events = append(events, busEvent{e.cycle, strings.TrimSpace(e.what + " " + beats)})
		}
	}
	slices.SortStableFunc(events, compareEvents)
	return events
}
