// SPDX-License-Identifier: Apache-2.0

package drivertest

import (
	"encoding/binary"

	"github.com/e2train/e2train/rtl/isa"
)

// grid is a matrix of integers: rows of lanes, as buffers hold them.
type grid [][]int64

// newGrid returns rows of lanes elements given by f.
func (s *subject) newGrid(rows int, f func(r, c int) int64) grid {
	g := make(grid, rows)
	for r := range g {
		g[r] = make([]int64, s.lanes)
		for c := range g[r] {
			g[r][c] = f(r, c)
		}
	}
	return g
}

// encode returns the elements as little-endian integers of the given size.
func (g grid) encode(size int) (b []byte) {
	for _, row := range g {
		for _, v := range row {
			b = append(b, binary.LittleEndian.AppendUint64(nil, uint64(v))[:size]...)
		}
	}
	return b
}

// times returns g * o, of which each entry of g is a row vector.
func (g grid) times(o grid) grid {
	product := make(grid, len(g))
	for v := range g {
		product[v] = make([]int64, len(o[0]))
		for r := range o {
			for c := range o[r] {
				product[v][c] += g[v][r] * o[r][c]
			}
		}
	}
	return product
}

// transposed returns g with rows and columns exchanged.
func (g grid) transposed() grid {
	t := make(grid, len(g[0]))
	for c := range t {
		t[c] = make([]int64, len(g))
		for r := range g {
			t[c][r] = g[r][c]
		}
	}
	return t
}

// Operands with both signs and no symmetry.
func (s *subject) unsignedX(n int) grid {
	return s.newGrid(n, func(r, c int) int64 { return int64(r*37+c*11+5) % 256 })
}

func (s *subject) signedX(n int) grid {
	return s.newGrid(n, func(r, c int) int64 { return int64(r*37+c*11+5)%256 - 128 })
}

func (s *subject) weights() grid {
	return s.newGrid(s.lanes, func(r, c int) int64 { return int64(r*53+c*29+3)%256 - 128 })
}

func (s *subject) gradients(n int) grid {
	return s.newGrid(n, func(r, c int) int64 { return int64(r*9973+c*4001+77)%65536 - 32768 })
}

// once is the count of a transfer that is one run.
var once = [3]uint16{1, 1, 1}

// Semaphores of small programs.
var (
	loaded = isa.Sem(isa.EngineLoad, isa.EngineTensor, 0)
	summed = isa.Sem(isa.EngineTensor, isa.EngineStore, 0)
)

// Bases of small programs.
const (
	baseX = iota
	baseW
	baseG
	baseMask
	baseOut
)

// loads returns loads of the whole of base after base, the last of which signals the tensor engine.
func loads(list ...isa.Load) []isa.Load {
	for i := range list {
		list[i].Count = once
	}
	list[len(list)-1].Done = loaded.SignalBit()
	return list
}

// gemm returns a GEMM of n vectors with one tile, one entry and one row of ACC after the other.
func gemm(n int) isa.Tensor {
	return isa.Tensor{
		Op: isa.OpGemm, Zero: true, NX: uint16(n), NY: 1, NN: 1, KX: 1, KY: 1, CI: 1,
		SX: 1, AX: 1, XLim: uint16(n), YLim: 1, StepX: 1,
	}
}

// outer returns an OUTER of n vectors with one tile.
func outer(n int) isa.Tensor {
	return isa.Tensor{
		Op: isa.OpOuter, Zero: true, NX: uint16(n), NY: 1, NN: 1, KX: 1, KY: 1, CI: 1, CO: 1,
		SX: 1, GX: 1, XLim: uint16(n), YLim: 1, StepX: 1,
	}
}

// program puts loads, tensor instructions, of which the first waits for the loads and the last signals the store, and one
// store of the first rows of ACC to baseOut into a segment.
func program(op isa.Opcode, rows int, loads []isa.Load, tensors ...isa.Tensor) *isa.Program {
	tensors[0].Wait |= loaded.WaitBit()
	tensors[len(tensors)-1].Done |= summed.SignalBit()
	store := isa.Store{Op: op, Header: isa.Header{Wait: summed.WaitBit()}, Run: uint16(rows), Count: once, Base: baseOut}
	return &isa.Program{Segments: []isa.Segment{{Load: loads, Tensor: tensors, Store: []isa.Store{store}}}}
}

// dirty returns n bytes that are not zero, for memory that is going to be overwritten.
func dirty(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = 0xa5
	}
	return b
}
