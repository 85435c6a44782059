// SPDX-License-Identifier: Apache-2.0

package sim_test

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim"
)

// naive interprets programs element by element, as the documentation of package isa reads. It shares no code with the
// simulator. Engines take turns at random, as far as the semaphores let them.
type naive struct {
	c      *isa.Config
	rng    *rand.Rand
	dram   [isa.NumBases][]byte
	params isa.Params

	x, g, w   [][]int64 // entries, elements
	acc       [][]int64 // rows, columns
	predicted [][]int64 // mask: predicted gradients, rows, columns
	skip      map[int]bool
	sems      [isa.NumSemaphores]int

	maxAbs    int64
	saturated bool
	stuck     bool

	masks [][][]tileMask // what masked instructions found, by segment, instruction, tile
}

// newNaive returns an interpreter that works on the memory of a launch.
func newNaive(c *isa.Config, rng *rand.Rand, l *sim.Launch) *naive {
	undefined := rng.Int64() // what memories hold when a segment starts
	grid := func(n int) [][]int64 {
		all := slices.Repeat([]int64{undefined}, n*c.Lanes)
		rows := make([][]int64, n)
		for i := range rows {
			rows[i] = all[i*c.Lanes:][:c.Lanes:c.Lanes]
		}
		return rows
	}
	n := &naive{
		c: c, rng: rng, params: l.Params, skip: map[int]bool{},
		x: grid(c.XDepth), g: grid(c.GDepth), w: grid(c.WDepth), acc: grid(c.AccRows()), predicted: grid(c.MaskDepth),
	}
	for b := range n.dram {
		n.dram[b] = l.Bases[b].Bytes
	}
	return n
}

// run interprets a program until it ends or is stuck.
func (n *naive) run(p *isa.Program) {
	for i := range p.Segments {
		n.sems = [isa.NumSemaphores]int{}
		var next [isa.NumEngines]int
		s := &p.Segments[i]
		n.masks = append(n.masks, make([][]tileMask, len(s.Tensor)))
		for {
			var able []isa.Engine
			left := 0
			for e := range isa.NumEngines {
				if next[e] < s.Len(e) {
					left++
					if n.ready(e, s, next[e]) {
						able = append(able, e)
					}
				}
			}
			if len(able) == 0 {
				n.stuck = left > 0
				break
			}
			e := able[n.rng.IntN(len(able))]
			n.instruction(e, s, next[e])
			next[e]++
		}
		if n.stuck {
			return
		}
	}
}

func headerOf(e isa.Engine, s *isa.Segment, i int) isa.Header {
	switch e {
	case isa.EngineLoad:
		return s.Load[i].Header
	case isa.EngineTensor:
		return s.Tensor[i].Header
	}
	return s.Store[i].Header
}

func (n *naive) ready(e isa.Engine, s *isa.Segment, i int) bool {
	for _, sem := range isa.Waited(e, headerOf(e, s, i).Wait) {
		if n.sems[sem] == 0 {
			return false
		}
	}
	return true
}

func (n *naive) instruction(e isa.Engine, s *isa.Segment, i int) {
	h := headerOf(e, s, i)
	for _, sem := range isa.Waited(e, h.Wait) {
		n.sems[sem]--
	}
	switch e {
	case isa.EngineLoad:
		n.load(&s.Load[i])
	case isa.EngineTensor:
		if t := &s.Tensor[i]; t.Op == isa.OpGemm {
			n.gemm(t)
		} else {
			n.outer(t)
			if t.Masked {
				n.masks[len(n.masks)-1][i] = n.tileMasks(t)
			}
		}
	case isa.EngineStore:
		n.store(&s.Store[i])
	}
	for _, sem := range isa.Signalled(e, h.Done|h.Release) {
		n.sems[sem]++
	}
}

func (n *naive) load(l *isa.Load) {
	width := n.c.EntryBytes(l.Op)
	entry := int(l.Dest)
	for k := range int(l.Count[2]) {
		for j := range int(l.Count[1]) {
			for i := range int(l.Count[0]) {
				at := int(l.Offset) + i*int(l.Stride[0]) + j*int(l.Stride[1]) + k*int(l.Stride[2])
				for range int(l.Run) {
					n.loadEntry(l, entry, n.dram[l.Base][at:at+width])
					at += width
					entry++
				}
			}
		}
	}
}

func (n *naive) loadEntry(l *isa.Load, entry int, b []byte) {
	for lane := range n.c.Lanes {
		switch l.Op {
		case isa.OpLoadX:
			n.x[entry][lane] = int64(b[lane])
			if l.Signed {
				n.x[entry][lane] = int64(int8(b[lane]))
			}
		case isa.OpLoadG:
			n.g[entry][lane] = int64(int16(binary.LittleEndian.Uint16(b[2*lane:])))
		case isa.OpLoadW:
			n.w[entry][lane] = int64(int8(b[lane]))
		case isa.OpLoadMask:
			n.predicted[entry][lane] = int64(int32(binary.LittleEndian.Uint32(b[4*lane:])))
		}
	}
	if l.Op == isa.OpLoadMask && entry%n.c.Lanes == n.c.Lanes-1 {
		undecided := 0
		for _, row := range n.predicted[entry+1-n.c.Lanes : entry+1] {
			for _, p := range row {
				if !n.decided(p) {
					undecided++
				}
			}
		}
		n.skip[entry/n.c.Lanes] = undecided <= int(n.params.SkipLimit)
	}
}

func (n *naive) decided(p int64) bool { return max(p, -p) >= int64(n.params.Tau) }

func signOf(v int64) int64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func (n *naive) store(s *isa.Store) {
	width := n.c.EntryBytes(s.Op)
	row := int(s.Acc)
	for k := range int(s.Count[2]) {
		for j := range int(s.Count[1]) {
			for i := range int(s.Count[0]) {
				at := int(s.Offset) + i*int(s.Stride[0]) + j*int(s.Stride[1]) + k*int(s.Stride[2])
				for range int(s.Run) {
					n.storeRow(s, n.acc[row], n.dram[s.Base][at:at+width])
					at += width
					row++
				}
			}
		}
	}
}

func (n *naive) storeRow(s *isa.Store, row []int64, b []byte) {
	for lane, v := range row {
		switch s.Op {
		case isa.OpStoreInt32:
			v = n.round(v, math.MinInt32, math.MaxInt32)
			binary.LittleEndian.PutUint32(b[4*lane:], uint32(v))
		case isa.OpStoreInt16:
			v = n.round(v, math.MinInt16, math.MaxInt16)
			binary.LittleEndian.PutUint16(b[2*lane:], uint16(v))
		case isa.OpStoreInt64:
			binary.LittleEndian.PutUint64(b[8*lane:], uint64(v))
		case isa.OpStoreSign:
			v = signOf(v)
			b[lane] = byte(v)
		}
		if s.TrackMax {
			n.maxAbs = max(n.maxAbs, v, -v)
		}
	}
}

// round shifts right, half up, and saturates.
func (n *naive) round(v, lowest, highest int64) int64 {
	for i := range n.params.Shift {
		half := i == n.params.Shift-1
		odd := v & 1
		v >>= 1
		if half {
			v += odd
		}
	}
	if v < lowest || v > highest {
		n.saturated = true
	}
	return min(max(v, lowest), highest)
}
