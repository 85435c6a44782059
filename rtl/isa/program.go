// SPDX-License-Identifier: Apache-2.0

package isa

import "fmt"

// Engine is one of the three engines. Each runs its own instruction list in order.
type Engine uint8

// The engines, in the order of their instruction lists in a descriptor.
const (
	EngineLoad Engine = iota
	EngineTensor
	EngineStore
	NumEngines // number of engines, not an engine
)

var engineNames = [...]string{"load", "tensor", "store", EngineFetch: "fetch"}

// String returns the engine's name in assembly, errors and traces.
func (e Engine) String() string {
	if int(e) >= len(engineNames) {
		return fmt.Sprintf("engine(%d)", uint8(e))
	}
	return engineNames[e]
}

// Segment is what one descriptor starts: three instruction lists that run at the same time. On-chip memories, semaphores
// and the array are undefined when a segment starts (semaphores are zero), so a segment loads all that it reads.
type Segment struct {
	Load   []Load
	Tensor []Tensor
	Store  []Store
}

// Len returns the number of instructions of one engine.
func (s *Segment) Len(e Engine) int {
	switch e {
	case EngineLoad:
		return len(s.Load)
	case EngineTensor:
		return len(s.Tensor)
	default:
		return len(s.Store)
	}
}

// header returns the common part of instruction i of engine e.
func (s *Segment) header(e Engine, i int) Header {
	switch e {
	case EngineLoad:
		return s.Load[i].Header
	case EngineTensor:
		return s.Tensor[i].Header
	default:
		return s.Store[i].Header
	}
}

// Program is a chain of segments that one launch runs one after the other. It is relocatable: addresses are offsets to
// base registers. A program is not changed after it was built, so that devices may remember what they derived from it.
type Program struct {
	Segments []Segment
}

// Instructions returns the number of instructions of all engines and segments.
func (p *Program) Instructions() (n int) {
	for i := range p.Segments {
		for e := range NumEngines {
			n += p.Segments[i].Len(e)
		}
	}
	return n
}

// NumBases is the number of base address registers of a launch.
const NumBases = 8

// Params are the values of a launch that a cached program leaves open.
type Params struct {
	Shift     uint8  // right shift of int32 and int16 stores, 0..MaxShift; what larger shifts store is undefined
	Tau       uint32 // LOAD.MASK decides a weight when |predicted gradient| >= Tau
	SkipLimit uint16 // a tile with at most this many undecided weights is skipped; Lanes*Lanes skips every tile
}

// MaxShift is the largest Params.Shift: ACC holds AccBits bits.
const MaxShift = AccBits - 1

// AccBits is the width of one accumulator; sums wrap beyond it, so the host proves that they do not get there.
const AccBits = 40
