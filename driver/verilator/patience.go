// SPDX-License-Identifier: Apache-2.0

package verilator

import "github.com/e2train/e2train/rtl/isa"

// The random memory (rtl/tb/pace.hpp) is ready in one of eight cycles at least and takes at most 200 for a latency. A launch has
// too many beats to need randomSlack times that, and randomStart is for those that have few.
const (
	randomBurst = 8*(isa.MaxBurstBeats+2) + 200 + 30
	randomSlack = 4
	randomStart = 1 << 14
)

// patience returns more cycles than a launch takes on hardware that works: those of its parts one after the other.
func patience(c *isa.Config, m *isa.BenchMemory, code *isa.Program, random bool) uint64 {
	perBurst := uint64(m.ReadLatency + m.ReadIdle + m.WriteLatency + m.WriteIdle + isa.MaxBurstBeats)
	start := uint64(0)
	if random {
		perBurst, start = randomSlack*randomBurst, randomStart
	}
	var bursts, slots uint64
	for i := range code.Segments {
		s := &code.Segments[i]
		b, t := parts(c, s)
		bursts, slots = bursts+b, slots+t
	}
	return start + bursts*perBurst + slots
}

// stages is more than the cycles of any pipeline but the array's: from a descriptor to issue, from issue to an address, from
// a completion to what waits for it.
const stages = 64

// parts returns the most bursts of a segment and the cycles of everything else.
func parts(c *isa.Config, s *isa.Segment) (bursts, cycles uint64) {
	cycles = 2 * stages
	bursts = runBursts(c, isa.DescriptorBytes)
	for e := range isa.NumEngines {
		bursts += runBursts(c, s.Len(e)*isa.InstructionBytes)
		cycles += stages * uint64(s.Len(e))
	}
	for i := range s.Load {
		l := &s.Load[i]
		bursts += runs(l.Count) * runBursts(c, int(l.Run)*c.EntryBytes(l.Op))
	}
	for i := range s.Store {
		t := &s.Store[i]
		bursts += runs(t.Count) * runBursts(c, int(t.Run)*c.EntryBytes(t.Op))
	}
	for i := range s.Tensor {
		t := &s.Tensor[i]
		packed := t.Pack != isa.PackNone
		cycles += uint64(t.Tiles())*uint64(max(t.Vectors(), c.MinTile(packed))) + 2*uint64(c.TensorDrain(packed))
	}
	return bursts, cycles
}

func runs(count [3]uint16) uint64 { return uint64(count[0]) * uint64(count[1]) * uint64(count[2]) }

// runBursts returns the most bursts of a run of bytes, wherever it begins.
func runBursts(c *isa.Config, bytes int) uint64 { return uint64(bytes/c.BurstBytes()) + 2 }
