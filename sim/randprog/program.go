// SPDX-License-Identifier: Apache-2.0

package randprog

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/e2train/e2train/rtl/isa"
)

// Options selects what kind of program New makes. The zero value means any that ends.
type Options struct {
	Segments     int  // 0 for a random number, 1 to 3
	Instructions int  // tensor instructions and stores of a segment, about; 0 for a random number, mostly below 12
	Deadlock     bool // one segment deadlocks
	Unmasked     bool // no masked OUTER, so that times do not depend on data
}

// Program is a random program and what it needs to run.
type Program struct {
	Code   *isa.Program
	Sizes  [isa.NumBases]int // bytes that it touches through each base register
	Params isa.Params
}

// maxAttempts bounds how often New begins anew when a random choice leads nowhere. Nearly all attempts succeed.
const maxAttempts = 1000

// New returns a program that c.Validate accepts. It depends on the random numbers and the options only.
func New(c *isa.Config, rng *rand.Rand, o Options) *Program {
	for range maxAttempts {
		if p := attempt(c, rng, o); p != nil {
			return p
		}
	}
	panic(fmt.Sprintf("randprog: %d attempts for %s gave no valid program", maxAttempts, c.Name))
}

func attempt(c *isa.Config, rng *rand.Rand, o Options) *Program {
	p := &Program{Code: &isa.Program{}, Params: randomParams(c, rng)}
	segments := o.Segments
	if segments == 0 {
		segments = 1 + rng.IntN(6)/3 + rng.IntN(6)/5
	}
	for range segments {
		b := newBuilder(c, rng, o, &p.Sizes)
		b.build()
		p.Code.Segments = append(p.Code.Segments, b.segment)
	}
	if !addFences(c, p.Code) {
		return nil
	}
	if o.Deadlock && !deadlock(c, rng, p.Code) {
		return nil
	}
	return p
}

func randomParams(c *isa.Config, rng *rand.Rand) isa.Params {
	p := isa.Params{Shift: uint8(rng.IntN(isa.MaxShift + 1)), Tau: rng.Uint32(), SkipLimit: uint16(rng.IntN(c.Lanes*c.Lanes + 1))}
	if rng.IntN(2) == 0 {
		p.Shift = uint8(rng.IntN(16))
	}
	switch rng.IntN(8) {
	case 0, 1:
		p.Tau = []uint32{0, 1, 1 << 31, math.MaxUint32}[rng.IntN(4)] // decides all, all but 0, one number, none
	case 2, 3, 4:
		p.Tau >>= rng.IntN(32)
	}
	return p
}

// addFences sets the fences that the program needs, and reports whether it is valid then: a tensor instruction that is
// refused without a fence gets one.
func addFences(c *isa.Config, p *isa.Program) bool {
	for {
		err := c.Validate(p)
		if err == nil {
			return true
		}
		fault, ok := err.(*isa.ProgramError)
		if !ok || fault.Engine != isa.EngineTensor {
			return false
		}
		t := &p.Segments[fault.Segment].Tensor[fault.Index]
		if t.Fence {
			return false
		}
		t.Fence = true
	}
}

// Memory returns random contents for the DRAM behind each base register: noise, extreme values, stretches of zeros, and
// predicted gradients so near Tau that rounding it would decide them.
func (p *Program) Memory(rng *rand.Rand) (memory [isa.NumBases][]byte) {
	for b, size := range p.Sizes {
		memory[b] = make([]byte, size)
		for at := 0; at < size; {
			n := min(4+4*rng.IntN(64), size-at)
			p.fill(rng, memory[b][at:at+n])
			at += n
		}
	}
	return memory
}

func (p *Program) fill(rng *rand.Rand, b []byte) {
	extreme := []byte{0, 0xff, 0x7f, 0x80}
	kind := rng.IntN(7)
	for i := range b {
		switch kind {
		case 0: // zeros
		case 1:
			b[i] = extreme[rng.IntN(len(extreme))]
		case 2:
			if i%4 == 0 && i+4 <= len(b) {
				binary.LittleEndian.PutUint32(b[i:], nearTau(rng, p.Params.Tau))
			}
		default:
			b[i] = byte(rng.Uint32())
		}
	}
}

// nearTau returns a number whose magnitude differs from tau by one at most.
func nearTau(rng *rand.Rand, tau uint32) uint32 {
	v := tau + rng.Uint32N(3) - 1
	if rng.IntN(2) == 0 {
		return -v
	}
	return v
}
