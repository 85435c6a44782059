// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"math/rand/v2"
	"testing"
)

// TestNextBurst cuts random transfers and compares with the rule taken literally, beat by beat.
func TestNextBurst(t *testing.T) {
	rng := testRand(t)
	for _, c := range Configs() {
		for range 300 {
			width := uint64(c.AXIBytes)
			addr := rng.Uint64N(1<<40) * width
			if rng.IntN(4) == 0 {
				addr = 1<<63 - width*rng.Uint64N(40)
			}
			beats := between(rng, 1, 100)
			want := naiveBursts(addr, width, beats)
			for at, left := addr, beats*c.AXIBytes; left > 0; {
				burst, bytes := c.NextBurst(at, left)
				if len(want) == 0 || burst != want[0] || bytes != burst.Beats*c.AXIBytes {
					t.Fatalf("%s: burst of %d bytes at %#x is %+v, %d bytes, want %+v", c.Name, left, at, burst, bytes, want)
				}
				want = want[1:]
				at += uint64(bytes)
				left -= bytes
			}
			if len(want) != 0 {
				t.Fatalf("%s: bursts missing: %+v", c.Name, want)
			}
		}
	}
}

// naiveBursts starts a new burst at every multiple of 16 beats.
func naiveBursts(addr, width uint64, beats int) (bursts []Burst) {
	for i := range uint64(beats) {
		at := addr + i*width
		if i == 0 || at%(16*width) == 0 {
			bursts = append(bursts, Burst{Addr: at})
		}
		bursts[len(bursts)-1].Beats++
	}
	return bursts
}

// transferTimes are the cycles that a channel computes for one burst.
type transferTimes struct{ address, last, response int64 }

// request is one burst offered to a channel.
type request struct {
	ready int64 // first cycle in which the address is offered
	beats int
}

// steppedChannel is a memory side that is stepped cycle by cycle.
type steppedChannel struct {
	latency, idle int64 // address to first beat, cycles between bursts
	response      int64 // last beat to response; 0 retires a burst with its last beat

	requests []request
	times    []transferTimes
	offered  int // requests whose address was accepted
	serving  int // requests whose beats have all passed
	beat     int // beats of request serving that have passed
	quiet    int64
}

// run returns the times of all requests.
func (s *steppedChannel) run() []transferTimes {
	s.times = make([]transferTimes, len(s.requests))
	s.quiet = s.idle
	for cycle := int64(0); s.serving < len(s.requests); cycle++ {
		s.address(cycle)
		s.data(cycle)
	}
	return s.times
}

// address accepts at most one address: when it is ready and fewer than 8 bursts are in flight.
func (s *steppedChannel) address(cycle int64) {
	if s.offered == len(s.requests) || s.requests[s.offered].ready > cycle {
		return
	}
	inFlight := 0
	for i := range s.offered {
		if i >= s.serving || s.times[i].response >= cycle {
			inFlight++
		}
	}
	if inFlight < 8 {
		s.times[s.offered].address = cycle
		s.offered++
	}
}

// data passes at most one beat, of the oldest burst.
func (s *steppedChannel) data(cycle int64) {
	i := s.serving
	if i == s.offered || cycle < s.times[i].address+s.latency || s.beat == 0 && s.quiet < s.idle {
		s.quiet++
		return
	}
	s.quiet = 0
	s.beat++
	if s.beat == s.requests[i].beats {
		s.times[i].last, s.times[i].response = cycle, cycle+s.response
		s.serving++
		s.beat = 0
	}
}

// randomRequests offers bursts now and then, now in a row, with ready times that may lie in the past.
func randomRequests(rng *rand.Rand) (list []request) {
	ready := int64(rng.IntN(5))
	pause := rng.IntN(60)
	for range between(rng, 1, 60) {
		if rng.IntN(3) == 0 {
			ready += int64(rng.IntN(pause + 1))
		}
		list = append(list, request{ready, between(rng, 1, MaxBurstBeats)})
	}
	return list
}

func randomMemory(rng *rand.Rand) BenchMemory {
	m := BenchMemory{between(rng, 1, 90), rng.IntN(4), between(rng, 1, 90), rng.IntN(4)}
	if rng.IntN(4) == 0 {
		return IdealMemory
	}
	return m
}

func TestReadChannel(t *testing.T) {
	rng := testRand(t)
	for range 400 {
		m := randomMemory(rng)
		stepped := steppedChannel{latency: int64(m.ReadLatency), idle: int64(m.ReadIdle), requests: randomRequests(rng)}
		want := stepped.run()
		channel := ReadChannel{Memory: m}
		for i, r := range stepped.requests {
			address, last := channel.Burst(r.ready, r.beats)
			if address != want[i].address || last != want[i].last {
				t.Fatalf("%+v, burst %d of %+v: address %d, last beat %d, want %+v", m, i, stepped.requests, address, last, want[i])
			}
		}
	}
}

func TestWriteChannel(t *testing.T) {
	rng := testRand(t)
	for range 400 {
		m := randomMemory(rng)
		stepped := steppedChannel{
			latency: WriteAccept, idle: int64(m.WriteIdle), response: int64(m.WriteLatency), requests: randomRequests(rng),
		}
		want := stepped.run()
		channel := WriteChannel{Memory: m}
		for i, r := range stepped.requests {
			address, last, response := channel.Burst(r.ready, r.beats)
			if got := (transferTimes{address, last, response}); got != want[i] {
				t.Fatalf("%+v, burst %d of %+v: %+v, want %+v", m, i, stepped.requests, got, want[i])
			}
		}
	}
}
