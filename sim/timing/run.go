// SPDX-License-Identifier: Apache-2.0

package timing

import "github.com/e2train/e2train/rtl/isa"

// run is the state of the machine's ports during one launch.
type run struct {
	config  *isa.Config
	read    isa.ReadChannel
	write   isa.WriteChannel
	bases   Bases
	masks   Masks
	observe func(Event)
	result  Result
}

// Run computes one launch under the given memory. Masks may be nil for a plan that is not masked. If observe is not nil it is
// called for every instruction that begins, each engine's in order.
func (p *Plan) Run(memory isa.BenchMemory, bases Bases, masks Masks, observe func(Event)) Result {
	r := run{config: p.config, bases: bases, masks: masks, observe: observe}
	r.read.Memory, r.write.Memory = memory, memory
	fetch := int64(isa.StartToFetch)
	for i := range p.segments {
		end := r.segment(i, &p.segments[i], fetch)
		if r.result.Stall != nil {
			r.result.Counters[isa.Cycles] = uint64(r.result.Stall.Cycle)
			return r.result
		}
		fetch = end + isa.IdleToDone
	}
	r.result.Counters[isa.Cycles] = uint64(fetch)
	return r.result
}

// segment runs one segment whose first descriptor address is offered in cycle fetch.
func (r *run) segment(number int, s *segment, fetch int64) (end int64) {
	e := engines{run: r, segment: s, number: number, start: r.fetch(s.code, fetch)}
	e.quiet = e.start
	r.result.Counters.Add(&s.fixed)
	for _, begin := range s.order {
		e.issue(begin)
	}
	r.result.Segments = append(r.result.Segments, Span{Fetch: fetch, Start: e.start, End: e.quiet})
	if !s.complete {
		r.result.Stall = e.stall()
	}
	return e.quiet
}

// fetch reads descriptor and instruction lists and returns the first issue slot.
func (r *run) fetch(code *isa.Segment, ready int64) (start int64) {
	_, last := r.readRun(ready, 0, isa.DescriptorBytes)
	ready = last + isa.DescriptorDecode
	for e := range isa.NumEngines {
		if n := code.Len(e); n > 0 {
			_, last = r.readRun(ready, 0, n*isa.InstructionBytes)
		}
	}
	return last + isa.FetchToIssue
}

// readRun reads a linear run of bytes whose first address is ready at the given cycle. It returns the cycles of its last
// address and last beat.
func (r *run) readRun(ready int64, addr uint64, bytes int) (address, last int64) {
	r.result.Counters[isa.DramReadBytes] += uint64(bytes)
	for bytes > 0 {
		burst, n := r.config.NextBurst(addr, bytes)
		address, last = r.read.Burst(ready, burst.Beats)
		r.result.Counters[isa.DramReadBursts]++
		addr, bytes = addr+uint64(n), bytes-n
	}
	return address, last
}

// writeRun is readRun for writes; response is the cycle of the last burst's response.
func (r *run) writeRun(ready int64, addr uint64, bytes int) (address, last, response int64) {
	r.result.Counters[isa.DramWriteBytes] += uint64(bytes)
	for bytes > 0 {
		burst, n := r.config.NextBurst(addr, bytes)
		address, last, response = r.write.Burst(ready, burst.Beats)
		r.result.Counters[isa.DramWriteBursts]++
		addr, bytes = addr+uint64(n), bytes-n
	}
	return address, last, response
}
