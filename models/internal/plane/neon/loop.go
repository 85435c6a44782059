// SPDX-License-Identifier: Apache-2.0

package main

import "github.com/e2train/e2train/sim/kernel/a64"

const (
	quarters   = 4  // registers of float32 or int32 that a pixel is
	floatBytes = 64 // of a pixel
)

// loop is a function under construction: a walk over at least one pixel.
type loop struct {
	*a64.Function
	arrays []array
}

// array is a parameter that points to the next pixel.
type array struct {
	at    a64.R
	bytes int // of a pixel
}

// begin starts a function that has a parameter pixels.
func begin(f *a64.File, name, params, results, does string) *loop {
	return &loop{Function: f.Function(name, params, results, does+"; pixels >= 1.")}
}

// array returns the place of the current pixel of an array, whose pixels have that many bytes.
func (l *loop) array(name string, bytes int) a64.R {
	p := l.Pointer(name)
	l.arrays = append(l.arrays, array{p, bytes})
	return p
}

// each emits the walk; body emits what is done to one pixel.
func (l *loop) each(body func()) {
	l.Loop("pixels", func() {
		body()
		for _, a := range l.arrays {
			l.Advance(a.bytes, a.at)
		}
	})
}

// read returns a pixel of float32 or int32.
func (l *loop) read(from a64.R) a64.Vectors {
	v := l.Vectors(quarters)
	l.Load(v, from, 0)
	return v
}

// coefficients reads the 16 float32 that a parameter points to.
func (l *loop) coefficients(name string) a64.Vectors { return l.read(l.Pointer(name)) }

// sums are 16 running sums of float64.
type sums struct {
	at a64.R
	v  a64.Vectors
}

func (l *loop) sums(name string) sums {
	s := sums{l.Pointer(name), l.Vectors(2 * quarters)}
	l.Load(s.v, s.at, 0)
	return s
}

func (l *loop) putSums(s sums) { l.Store(s.v, s.at, 0) }

// widen makes float64 of registers of float32: the low halves go to registers of their own, the high ones stay. What it
// returns is in order.
func (l *loop) widen(v a64.Vectors) (d a64.Vectors) {
	low := l.Vectors(len(v))
	l.Two(a64.Widen, low, v)
	l.Two(a64.Widen2, v, v)
	for i := range v {
		d = append(d, low[i], v[i])
	}
	return d
}
