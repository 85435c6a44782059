// SPDX-License-Identifier: Apache-2.0

// Package rng has the random numbers of initialisation and of decisions in the network: counter based, so that a number is
// a function of the seed, a name and a place, whatever else is drawn, and the same on every platform.
package rng

import "github.com/e2train/e2train/models/internal/detmath"

const golden = 0x9e3779b97f4a7c15 // 2^64 over the golden ratio, odd: the step of SplitMix64

// Stream is one sequence of random numbers: the SplitMix64 generator of Steele, Lea and Flood (OOPSLA 2014), whose n-th
// value is a mixed counter.
type Stream struct{ state uint64 }

// New returns the stream that belongs to a seed and a name.
func New(seed uint64, name string) *Stream {
	return &Stream{state: mix(seed+golden) ^ mix(hash(name))}
}

// Uint64 returns the next 64 random bits.
func (s *Stream) Uint64() uint64 {
	s.state += golden
	return mix(s.state)
}

// Float64 returns a number uniform in (0, 1): an odd multiple of 2^-53, so neither end occurs.
func (s *Stream) Float64() float64 { return unit(s.Uint64()) }

// At returns the number uniform in (0, 1) that belongs to a seed, a name and a list of counters, the same however it is
// reached: no stream is kept.
func At(seed uint64, name string, counters ...uint64) float64 {
	h := mix(seed+golden) ^ mix(hash(name))
	for _, c := range counters {
		h = mix((h + golden) ^ mix(c))
	}
	return unit(h)
}

func unit(bits uint64) float64 { return float64(float64(bits>>12<<1|1) * 0x1p-53) }

// Normal returns a standard normal number, by inversion of one uniform number.
func (s *Stream) Normal() float64 { return detmath.NormalQuantile(s.Float64()) }

// mix is the finaliser of SplitMix64, a bijection.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// hash is FNV-1a.
func hash(name string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return h
}
