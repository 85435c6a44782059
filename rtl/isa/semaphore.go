// SPDX-License-Identifier: Apache-2.0

package isa

import "fmt"

// Semaphore identifies one of the 24 counting semaphores: four for each ordered pair of engines, so that each has one
// signalling and one waiting engine. Its number is 8*from + 4*slot + i, where slot is 0 for the first and 1 for the second
// of from's two peers in the order load, tensor, store.
type Semaphore uint8

// NumSemaphores is the number of semaphores.
const NumSemaphores = 24

// peers returns the two other engines in order.
func (e Engine) peers() [2]Engine {
	switch e {
	case EngineLoad:
		return [2]Engine{EngineTensor, EngineStore}
	case EngineTensor:
		return [2]Engine{EngineLoad, EngineStore}
	default:
		return [2]Engine{EngineLoad, EngineTensor}
	}
}

// slot returns the position of peer among e's peers.
func (e Engine) slot(peer Engine) int {
	if e.peers()[0] == peer {
		return 0
	}
	return 1
}

// Sem returns semaphore i (0..3) from one engine to another.
func Sem(from, to Engine, i int) Semaphore { return Semaphore(8*int(from) + 4*from.slot(to) + i) }

// From returns the engine that signals s.
func (s Semaphore) From() Engine { return Engine(s / 8) }

// To returns the engine that waits for s.
func (s Semaphore) To() Engine { return s.From().peers()[s/4%2] }

// String returns the semaphore's name in assembly and traces, such as "load>tensor.0".
func (s Semaphore) String() string { return fmt.Sprintf("%s>%s.%d", s.From(), s.To(), s%4) }

// SignalBit returns the bit of s in the Done and Release masks of its signalling engine's instructions.
func (s Semaphore) SignalBit() uint8 { return 1 << (s % 8) }

// WaitBit returns the bit of s in the Wait mask of its waiting engine's instructions: bits 0-3 wait for the first peer's
// semaphores 0-3, bits 4-7 for the second's.
func (s Semaphore) WaitBit() uint8 { return 1 << (4*s.To().slot(s.From()) + int(s%4)) }

// Signalled returns the semaphores in a Done or Release mask of an instruction of engine e.
func Signalled(e Engine, mask uint8) (sems []Semaphore) {
	for bit := range 8 {
		if mask>>bit&1 != 0 {
			sems = append(sems, Semaphore(8*int(e)+bit))
		}
	}
	return sems
}

// Waited returns the semaphores in the Wait mask of an instruction of engine e, in bit order.
func Waited(e Engine, mask uint8) (sems []Semaphore) {
	for bit := range 8 {
		if mask>>bit&1 != 0 {
			sems = append(sems, Sem(e.peers()[bit/4], e, bit%4))
		}
	}
	return sems
}
