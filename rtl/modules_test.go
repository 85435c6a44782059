// SPDX-License-Identifier: Apache-2.0

package rtl_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl"
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/rtl/tooltest"
)

// moduleSources returns the RTL, the bench and its headers, and the given files of folders tb and testdata.
func moduleSources(t *testing.T, names ...string) []rtl.File {
	t.Helper()
	sources, err := rtl.Verilog()
	if err != nil {
		t.Fatal(err)
	}
	headers, err := rtl.Bench()
	if err != nil {
		t.Fatal(err)
	}
	sources = append(sources, headers...)
	for _, name := range names {
		text, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			t.Fatal(err)
		}
		sources = append(sources, rtl.File{Name: strings.TrimPrefix(name, "testdata/"), Text: text})
	}
	return sources
}

// full returns whether to run complete counts.
func full() bool { return os.Getenv("E2TRAIN_FULL") == "1" }

// TestCounters counts beyond 32 bits and reads while counting goes on.
func TestCounters(t *testing.T) {
	program := tooltest.Simulate(t, "counters", "the activity counters", moduleSources(t, "testdata/counters_bench.cpp"))
	cycles := 3_000_000
	if full() {
		cycles = 40_000_000 // the largest counter passes 2^32
	}
	rng := tooltest.Rand(t)
	if got := tooltest.Run(t, ".", program, fmt.Sprint(rng.Uint64()), fmt.Sprint(cycles)); got != "PASS\n" {
		t.Error(got)
	}
}

// TestStoreFormats compares rounding, saturation, packing and the running maximum with plain arithmetic.
func TestStoreFormats(t *testing.T) {
	shapes := [][2]int{{4, 4}, {16, 16}} // lanes, bytes of the bus
	rows := 20_000
	if full() {
		shapes = append(shapes, [2]int{8, 8}, [2]int{16, 8})
		rows = 500_000
	}
	sources := moduleSources(t, "testdata/store_format_bench.cpp")
	rng := tooltest.Rand(t)
	for _, s := range shapes {
		program := tooltest.Simulate(t, "store_format", "the formats of stores", sources,
			fmt.Sprintf("-GLanes=%d", s[0]), fmt.Sprintf("-GAxiBytes=%d", s[1]))
		got := tooltest.Run(t, ".", program, fmt.Sprint(s[0]), fmt.Sprint(s[1]), fmt.Sprint(rng.Uint64()), fmt.Sprint(rows))
		if got != "PASS\n" {
			t.Errorf("%d lanes, bus of %d bytes: %s", s[0], s[1], got)
		}
	}
}

// TestTransferAddresses compares the bursts of transfers with those of package isa, all over 64 bits of address. Without stalls the
// first burst comes 3 cycles after its instruction and the others one a cycle.
func TestTransferAddresses(t *testing.T) {
	sources := moduleSources(t, "tb/transfer_walk.sv", "testdata/transfer_walk_bench.cpp")
	names := []string{"tiny", "ultra96"}
	count := 300
	if full() {
		names, count = append(names, "zed8"), 3000
	}
	rng := tooltest.Rand(t)
	for _, name := range names {
		c, err := isa.ConfigByName(name)
		if err != nil {
			t.Fatal(err)
		}
		program := tooltest.Simulate(t, "transfer_walk", "the addresses of transfers", sources, fmt.Sprintf("-GAxiBytes=%d", c.AXIBytes))
		for _, seed := range []uint64{0, 1 + rng.Uint64N(1<<40)} {
			var input, want strings.Builder
			for range count {
				base, l, beats := randomTransfer(rng, c)
				fmt.Fprintln(&input, base, l.Offset, l.Stride[0], l.Stride[1], l.Stride[2], l.Count[0], l.Count[1], l.Count[2], beats)
				writeBursts(&want, c, base, &l, beats, seed == 0)
			}
			got := tooltest.RunWith(t, ".", input.String(), program, fmt.Sprint(seed))
			if line, a, b := firstLine(got, want.String()); line > 0 {
				t.Fatalf("%s, seed %d, burst %d: got %q, want %q", name, seed, line, a, b)
			}
		}
	}
}

// randomTransfer returns a base address and a transfer whose offsets stay within 32 bits, with the beats of a run. Some cross
// multiples of 2^32.
func randomTransfer(rng *rand.Rand, c *isa.Config) (base uint64, l isa.Load, beats int) {
	width := c.AXIBytes
	for {
		base = rng.Uint64() >> rng.IntN(60) &^ (isa.RegionAlign - 1)
		if rng.IntN(2) == 0 {
			base = base&^0xffffffff | 0xffffffff&^(isa.RegionAlign-1) - uint64(isa.RegionAlign*rng.IntN(20))
		}
		beats = 1 + rng.IntN(1<<rng.IntN(9))
		if rng.IntN(30) == 0 {
			beats = 1<<20 - 16
		}
		l = isa.Load{Offset: rng.Uint32() >> rng.IntN(32) / uint32(width) * uint32(width)}
		low, high := int64(l.Offset), int64(l.Offset)+int64(beats*width)
		for i := range l.Stride {
			l.Count[i] = 1 + uint16(rng.IntN(1<<rng.IntN(4)))
			l.Stride[i] = int32(rng.Uint32()) >> rng.IntN(32) / int32(width) * int32(width)
			last := int64(l.Count[i]-1) * int64(l.Stride[i])
			low, high = low+min(0, last), high+max(0, last)
		}
		if low >= 0 && high <= 1<<32 {
			return base, l, beats
		}
	}
}

// writeBursts writes what the bench prints of a transfer.
func writeBursts(to *strings.Builder, c *isa.Config, base uint64, l *isa.Load, beats int, timed bool) {
	type line struct {
		addr  uint64
		beats int
	}
	var lines []line
	l.EachRun(func(offset int64) {
		addr, bytes := base+uint64(offset), beats*c.AXIBytes
		for bytes > 0 {
			b, n := c.NextBurst(addr, bytes)
			lines = append(lines, line{b.Addr, b.Beats})
			addr, bytes = addr+uint64(n), bytes-n
		}
	})
	for i, b := range lines {
		cycle, last := 0, 0
		if timed {
			cycle = 3 + i
		}
		if i == len(lines)-1 {
			last = 1
		}
		fmt.Fprintln(to, cycle, b.addr, b.beats, last)
	}
}
