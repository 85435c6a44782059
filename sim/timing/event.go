// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// Event tells when one instruction ran. All times are cycles of the launch.
type Event struct {
	Segment int
	Engine  isa.Engine
	Index   int

	Earliest int64  // the first slot that the engine's earlier instructions allow
	Fence    int64  // the first slot that the fence allows; Earliest without one
	Waits    []Wait // what it waited for, in bit order; valid until the observer returns
	First    int64  // first issue slot
	Last     int64  // last issue slot
	Release  int64  // operands are read
	Done     int64  // results are in place
}

// Wait is one semaphore that an instruction waited for, and the cycle of the signal that it took.
type Wait struct {
	Semaphore isa.Semaphore
	Signal    int64
}

// Span tells when a segment ran, in cycles of the launch.
type Span struct {
	Fetch int64 // first descriptor address is offered
	Start int64 // first issue slot of every engine, S
	End   int64 // last completion, E; in a deadlock Q
}

// Stall says where a program got stuck: the lowest-numbered engine that waits in vain, its instruction, and the cycle in
// which hardware reports it.
type Stall struct {
	Segment int
	Engine  isa.Engine
	Index   int
	Cycle   int64
}

// Result is what one run did.
type Result struct {
	Counters isa.Counters
	Segments []Span // of the segments that started
	Stall    *Stall // nil unless the program deadlocks
}
