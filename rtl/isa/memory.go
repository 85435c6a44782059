// SPDX-License-Identifier: Apache-2.0

package isa

// Burst is one AXI burst: Beats beats from byte address Addr.
type Burst struct {
	Addr  uint64
	Beats int
}

// NextBurst returns the burst that starts a transfer of length bytes at addr and the bytes it covers: INCR, at most
// MaxBurstBeats beats, never crossing a multiple of the longest burst. addr and length are multiples of AXIBytes, length is
// positive.
func (c *Config) NextBurst(addr uint64, length int) (b Burst, bytes int) {
	limit := uint64(c.BurstBytes())
	bytes = min(length, int(limit-addr%limit))
	return Burst{Addr: addr, Beats: bytes / c.AXIBytes}, bytes
}

// channel is what both directions of the bench memory share: in order, a bounded number outstanding.
type channel struct {
	lastAddress int64                 // cycle of the last accepted address
	lastBeat    int64                 // cycle of the last beat of the last burst
	retired     [MaxOutstanding]int64 // cycles in which the last bursts left the outstanding count, by index mod 8
	count       int                   // bursts so far
}

// address returns the cycle in which the next burst's address is accepted when it is offered from cycle ready on.
func (ch *channel) address(ready int64) int64 {
	at := ready
	if ch.count > 0 {
		at = max(at, ch.lastAddress+1)
	}
	if ch.count >= MaxOutstanding {
		at = max(at, ch.retired[ch.count%MaxOutstanding]+1)
	}
	ch.lastAddress = at
	return at
}

// beats returns first and last beat of the burst whose data may start at cycle earliest.
func (ch *channel) beats(earliest int64, idle, beats int) (first, last int64) {
	first = earliest
	if ch.count > 0 {
		first = max(first, ch.lastBeat+1+int64(idle))
	}
	last = first + int64(beats) - 1
	ch.lastBeat = last
	return first, last
}

func (ch *channel) retire(at int64) {
	ch.retired[ch.count%MaxOutstanding] = at
	ch.count++
}

// ReadChannel computes the times of read bursts: AR_i = max(AR_{i-1}+1, end_{i-8}+1, ready), first beat
// max(AR_i+ReadLatency, end_{i-1}+1+ReadIdle). The zero value with Memory set is an idle channel.
type ReadChannel struct {
	Memory BenchMemory
	channel
}

// Burst issues one burst whose address is ready at cycle ready and returns the cycles of its address and last beat.
func (r *ReadChannel) Burst(ready int64, beats int) (address, last int64) {
	address = r.address(ready)
	_, last = r.beats(address+int64(r.Memory.ReadLatency), r.Memory.ReadIdle, beats)
	r.retire(last)
	return address, last
}

// WriteChannel computes the times of write bursts: AW_i = max(AW_{i-1}+1, B_{i-8}+1, ready), first beat
// max(AW_i+WriteAccept, last_{i-1}+1+WriteIdle), response B_i = last_i + WriteLatency.
type WriteChannel struct {
	Memory BenchMemory
	channel
}

// Burst issues one burst whose address is ready at cycle ready and returns the cycles of its address, its last beat and
// its response.
func (w *WriteChannel) Burst(ready int64, beats int) (address, last, response int64) {
	address = w.address(ready)
	_, last = w.beats(address+WriteAccept, w.Memory.WriteIdle, beats)
	response = last + int64(w.Memory.WriteLatency)
	w.retire(response)
	return address, last, response
}
