// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// pipeline is a tensor engine within the bounds that the package documentation gives for its stages.
type pipeline struct {
	gemmRead, gemmWrite   int // issue slot to the read and the write of the vector's ACC row
	drainRead, drainWrite int // last issue slot of a tile to the read and the write of its first drained row
}

// randomPipeline is often one at the bounds.
func randomPipeline(rng *rand.Rand, c *Config) pipeline {
	slowest := []pipeline{{5, c.Lanes + 12, 5, 13}, {5, c.Lanes + 12, 12, 13}, {1, c.Lanes + 8, 5, 6}}
	if i := rng.IntN(6); i < len(slowest) {
		return slowest[i]
	}
	read := between(rng, 1, 5)
	drain := between(rng, 5, 12)
	return pipeline{read, read + between(rng, 1, c.Lanes+7), drain, min(13, drain+between(rng, 1, 8))}
}

// access is one use of an ACC row.
type access struct {
	cycle, row int
	write      bool
}

// engineModel runs the instructions of the tensor engine and notes their accesses to ACC in program order.
type engineModel struct {
	config   *Config
	stages   pipeline
	skip     func() bool // whether the next masked tile is skipped
	last     int         // last issue slot
	drain    int         // TensorDrain of the previous instruction
	accesses []access
	dones    []int
	late     []access // writes after Done
}

func (m *engineModel) run(list []*Tensor) {
	for _, t := range list {
		if t.Fence && len(m.dones) > 0 {
			m.last += m.drain
		}
		first := len(m.accesses)
		if t.Op == OpGemm {
			m.gemm(t)
		} else {
			m.outer(t)
		}
		m.drain = m.config.TensorDrain(t.Pack != PackNone)
		done := m.last + m.drain
		for _, a := range m.accesses[first:] {
			if a.cycle > done {
				m.late = append(m.late, a)
			}
		}
		m.dones = append(m.dones, done)
	}
}

func (m *engineModel) gemm(t *Tensor) {
	rows := t.AccRowsOf()
	for tile := range t.Tiles() {
		for i, row := range rows {
			slot := m.last + 1 + i
			if !t.Zero || tile > 0 {
				m.accesses = append(m.accesses, access{slot + m.stages.gemmRead, row, false})
			}
			m.accesses = append(m.accesses, access{slot + m.stages.gemmWrite, row, true})
		}
		m.last += max(len(rows), m.config.MinTile(false))
	}
}

func (m *engineModel) outer(t *Tensor) {
	packed := t.Pack != PackNone
	for tile := range t.Tiles() {
		slots := max(t.Vectors(), m.config.MinTile(packed))
		if t.Masked && m.skip() {
			if !t.Zero {
				m.last++
				continue
			}
			slots = m.config.MinTile(false)
		}
		m.last += slots
		first := int(t.Acc) + tile*m.config.Lanes
		m.drainTile(t, first, 0)
		if packed {
			m.drainTile(t, first+int(t.Second), m.config.Lanes)
		}
	}
}

// drainTile adds the rows of a tile from cycle delay of the drain on.
func (m *engineModel) drainTile(t *Tensor, first, delay int) {
	for r := range m.config.Lanes {
		if !t.Zero {
			m.accesses = append(m.accesses, access{m.last + m.stages.drainRead + delay + r, first + r, false})
		}
		m.accesses = append(m.accesses, access{m.last + m.stages.drainWrite + delay + r, first + r, true})
	}
}

// conflict says what is wrong with the accesses, "" if nothing is: ACC has one read and one write port, an access must see
// all earlier writes to its row, and writes and signals must come in order and in time.
func (m *engineModel) conflict() string {
	ports := map[access]bool{}
	written := map[int]int{}
	for _, a := range m.accesses {
		port := access{cycle: a.cycle, write: a.write}
		if ports[port] {
			return fmt.Sprintf("two accesses to ACC (write: %v) in cycle %d", a.write, a.cycle)
		}
		ports[port] = true
		if at, ok := written[a.row]; ok && a.cycle <= at {
			return fmt.Sprintf("row %d is used in cycle %d, an earlier write is in %d", a.row, a.cycle, at)
		}
		if a.write {
			written[a.row] = a.cycle
		}
	}
	for i := 1; i < len(m.dones); i++ {
		if m.dones[i] <= m.dones[i-1] {
			return fmt.Sprintf("instruction %d completes in %d, its predecessor in %d", i, m.dones[i], m.dones[i-1])
		}
	}
	if len(m.late) > 0 {
		return fmt.Sprintf("%+v is after its signal", m.late[0])
	}
	return ""
}

// randomEngineList returns instructions that meet on few rows, about as long as the pipeline.
func randomEngineList(rng *rand.Rand, c *Config) (list []*Tensor) {
	for range between(rng, 2, 7) {
		t := &Tensor{
			Op: OpGemm, Zero: rng.IntN(4) == 0, Fence: rng.IntN(6) == 0, Acc: uint16(8 * rng.IntN(4)),
			NX: uint16(between(rng, 1, 8)), NY: uint16(between(rng, 1, 6)), NN: 1, KX: uint16(between(rng, 1, 3)), KY: 1, CI: 1,
		}
		t.AX, t.AY = 1, int16(t.NX)
		if rng.IntN(2) == 0 {
			t.AX, t.AY = int16(t.NY), 1
		}
		if kind := rng.IntN(4); kind > 0 {
			t.Op, t.CO, t.AX, t.AY = OpOuter, 1, 0, 0
			t.Masked = kind == 1
			if kind == 2 {
				t.Pack, t.Second = PackSigned, uint16(t.Tiles()*c.Lanes+8*rng.IntN(3))
			}
		}
		list = append(list, t)
	}
	return list
}

func hazardOf(c *Config, a, b *Tensor) string {
	rowsA, _ := a.accSet(c)
	rowsB, _ := b.accSet(c)
	return hazard(a, b, rowsA.shares(rowsB))
}

// TestFencesSuffice runs lists that Validate's hazard rules accept through pipelines within the documented bounds.
func TestFencesSuffice(t *testing.T) {
	rng := testRand(t)
	for _, c := range Configs() {
		for range 1500 {
			list := randomEngineList(rng, &c)
			for i := 1; i < len(list); i++ {
				if hazardOf(&c, list[i-1], list[i]) != "" {
					list[i].Fence = true
				}
			}
			m := engineModel{config: &c, stages: randomPipeline(rng, &c), skip: func() bool { return rng.IntN(2) == 0 }}
			if m.run(list); m.conflict() != "" {
				t.Fatalf("%s, %+v: %s\n%v", c.Name, m.stages, m.conflict(), list)
			}
		}
	}
}

// TestFencesAreNeeded counts, for every hazard rule, the pairs of instructions that go wrong without their fence.
func TestFencesAreNeeded(t *testing.T) {
	rng := testRand(t)
	c := config(t, "ultra96")
	wrong := map[string]int{}
	for range 4000 {
		list := randomEngineList(rng, c)[:2]
		list[1].Fence = false
		reason := hazardOf(c, list[0], list[1])
		m := engineModel{config: c, stages: pipeline{5, c.Lanes + 12, 5, 13}, skip: func() bool { return false }}
		if m.run(list); m.conflict() != "" {
			wrong[reason]++
		}
	}
	if len(wrong) != 3 || wrong[""] != 0 {
		t.Errorf("without a fence went wrong: %v, want all three rules and nothing else", wrong)
	}
}

// TestPackedDrainNeedsItsLength: the drain of an unpacked tile is too short for a packed one.
func TestPackedDrainNeedsItsLength(t *testing.T) {
	for _, c := range Configs() {
		packed := &Tensor{Op: OpOuter, Pack: PackSigned, Second: uint16(c.Lanes), NX: 1, NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, CO: 1}
		m := engineModel{config: &c, stages: pipeline{5, c.Lanes + 12, 5, 13}}
		m.run([]*Tensor{packed})
		end := 0
		for _, a := range m.accesses {
			end = max(end, a.cycle)
		}
		if end != m.dones[0] || end-m.last <= c.TensorDrain(false) {
			t.Errorf("%s: the last row is written in %d, the signal is in %d, an unpacked one in %d", c.Name, end, m.dones[0],
				m.last+c.TensorDrain(false))
		}
	}
}
