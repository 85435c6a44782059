// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"runtime"
	"sync"
	"weak"

	"github.com/e2train/e2train/rtl/isa"
)

// maxPrograms and maxBytes bound how many programs a machine remembers and the memory that they take: a training step of a
// deep network launches some hundred, of a megabyte each.
const (
	maxPrograms = 4096
	maxBytes    = 1 << 30
)

// programs remembers what was derived from programs, for as long as somebody else holds them. The zero value is empty.
type programs struct {
	mu    sync.Mutex // cleanups run on another goroutine
	known map[weak.Pointer[isa.Program]]*program
	bytes int64 // of all of them, when they were added
}

// get returns the prepared form of code. The error wraps isa.ErrProgram; invalid programs are not remembered.
func (ps *programs) get(c *isa.Config, code *isa.Program) (*program, error) {
	key := weak.Make(code)
	if p := ps.find(key); p != nil {
		return p, nil
	}
	p, err := newProgram(c, code)
	if err != nil {
		return nil, err
	}
	ps.add(key, p)
	runtime.AddCleanup(code, ps.remove, key)
	return p, nil
}

func (ps *programs) find(key weak.Pointer[isa.Program]) *program {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.known[key]
}

// add remembers a program, and forgets others if there are too many.
func (ps *programs) add(key weak.Pointer[isa.Program], p *program) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.known == nil {
		ps.known = map[weak.Pointer[isa.Program]]*program{}
	}
	p.bytes = p.code.Bytes()
	for other := range ps.known {
		if len(ps.known) < maxPrograms && ps.bytes+p.bytes <= maxBytes {
			break
		}
		ps.forget(other)
	}
	ps.known[key] = p
	ps.bytes += p.bytes
}

// forget drops a program. The caller holds ps.mu.
func (ps *programs) forget(key weak.Pointer[isa.Program]) {
	if p := ps.known[key]; p != nil {
		ps.bytes -= p.bytes
		delete(ps.known, key)
	}
}

func (ps *programs) remove(key weak.Pointer[isa.Program]) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.forget(key)
}
