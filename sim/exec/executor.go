// SPDX-License-Identifier: Apache-2.0

package exec

import (
	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/sim/kernel"
	"github.com/e2train/e2train/sim/timing"
	"github.com/e2train/e2train/sim/workers"
)

// Launch is what a run of code needs besides the code.
type Launch struct {
	Memory  [isa.NumBases][]byte // DRAM from each base register on; all extents of the program are inside
	Address [isa.NumBases]uint64 // of the first byte of each: tells which of them share bytes
	Params  isa.Params
}

// Result is what a run did besides writing DRAM.
type Result struct {
	MaxAbs    int64 // greatest magnitude stored by instructions with TrackMax
	Saturated bool
	Masks     timing.Masks // of masked programs, for their times
}

// DefaultGrain is the number of multiply-accumulates that are worth another worker.
const DefaultGrain = 1 << 20

// Executor runs code, one launch at a time. It keeps its buffers from one to the next.
type Executor struct {
	// Grain is the number of multiply-accumulates that are worth another worker; the number of workers is bounded by
	// workers.Limit. It decides nothing but speed.
	Grain int64

	config  *isa.Config
	kernels *kernel.Set
	cores   []*core
}

// NewExecutor returns an executor for programs of configuration c.
func NewExecutor(c *isa.Config, kernels *kernel.Set) *Executor {
	return &Executor{Grain: DefaultGrain, config: c, kernels: kernels}
}

// Run executes the code up to its end or to the segment that deadlocks, of which it runs what begins.
func (e *Executor) Run(code *Code, l *Launch) (r Result) {
	if code.masked {
		r.Masks = code.newMasks()
	}
	for _, s := range code.segments {
		var masks [][]timing.Tile
		if code.masked {
			masks = r.Masks[s.number]
		}
		used := e.segment(s, l, masks)
		for _, c := range e.cores[:used] {
			r.MaxAbs, r.Saturated = max(r.MaxAbs, c.maxAbs), r.Saturated || c.saturated
		}
		if !s.complete {
			break
		}
	}
	return r
}

// segment runs one segment and returns how many cores it used.
func (e *Executor) segment(s *segment, l *Launch, masks [][]timing.Tile) (used int) {
	n := e.workers(s)
	linked := s.linkFor(n, l)
	if linked == nil {
		n = 1
	}
	for i := range n {
		e.core(i).begin(l)
	}
	if linked == nil {
		e.core(0).serial(s, masks)
		return 1
	}
	workers.Do(n, func(i int) { e.cores[i].work(s, linked, i, masks) })
	if len(linked.merges) > 0 {
		workers.Do(n, func(i int) {
			for k := i; k < len(linked.merges); k += n {
				e.cores[i].merge(s, &linked.merges[k], e.cores)
			}
		})
	}
	return n
}

// workers returns how many workers the segment is worth.
func (e *Executor) workers(s *segment) int {
	macs := s.work * int64(e.config.Lanes) * int64(e.config.Lanes)
	return int(min(int64(min(workers.Limit(), maxWorkers)), macs/max(e.Grain, 1)))
}

// linkFor returns the segment linked for n workers, or nil if one worker has to run it.
func (s *segment) linkFor(n int, l *Launch) *linkage {
	if n < 2 || !s.extents.apart(&l.Address) {
		return nil
	}
	s.tables.mu.Lock()
	defer s.tables.mu.Unlock()
	if !s.separable() {
		return nil
	}
	if s.linked[n] == nil {
		s.linked[n] = s.link(s.assign(n), n)
	}
	return s.linked[n]
}

// core returns worker i's core.
func (e *Executor) core(i int) *core {
	for i >= len(e.cores) {
		e.cores = append(e.cores, newCore(e.config, e.kernels))
	}
	return e.cores[i]
}

// newMasks returns room for what masked instructions find.
func (code *Code) newMasks() timing.Masks {
	masks := make(timing.Masks, len(code.segments))
	for i, s := range code.segments {
		masks[i] = make([][]timing.Tile, len(s.pieces))
		for k, p := range s.pieces {
			if p.code.Masked {
				masks[i][k] = make([]timing.Tile, p.code.Tiles())
			}
		}
	}
	return masks
}
