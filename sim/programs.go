// SPDX-License-Identifier: Apache-2.0

package sim

import (
	"runtime"
	"sync"
	"weak"

	"github.com/e2train/e2train/rtl/isa"
)

// maxPrograms bounds how many programs a machine remembers: a training step of a deep network launches some hundred.
const maxPrograms = 4096

// programs remembers what was derived from programs, for as long as somebody else holds them. The zero value is empty.
type programs struct {
	mu    sync.Mutex // cleanups run on another goroutine
	known map[weak.Pointer[isa.Program]]*program
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

// add remembers a program, and forgets another one if there are too many.
func (ps *programs) add(key weak.Pointer[isa.Program], p *program) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.known == nil {
		ps.known = map[weak.Pointer[isa.Program]]*program{}
	}
	for other := range ps.known {
		if len(ps.known) < maxPrograms {
			break
		}
		delete(ps.known, other)
	}
	ps.known[key] = p
}

func (ps *programs) remove(key weak.Pointer[isa.Program]) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	delete(ps.known, key)
}
