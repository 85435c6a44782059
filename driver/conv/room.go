// SPDX-License-Identifier: Apache-2.0

package conv

// room is an on-chip memory in which loads place one piece of data after the other, each where the oldest ones are. Pieces
// have at most half of the depth and do not lie across the middle, so that the half where the newest one is not can always
// take the next.
type room struct {
	depth  int
	pieces int            // so far
	recent [inRoom]placed // piece i at i mod inRoom
}

// inRoom is how many pieces may be in a room.
const inRoom = 16

// placed is where a piece is: entries [low, high).
type placed struct{ low, high int }

// place adds a piece.
func (r *room) place(size int) (at, after int) {
	at, after = r.find(size)
	r.recent[r.pieces%inRoom] = placed{at, at + size}
	r.pieces++
	return at, after
}

// find returns the place for the next piece: its first entry, and the newest piece that must have been read before, negative
// for none.
func (r *room) find(size int) (at, after int) {
	after = r.pieces
	half := r.depth / 2
	try := func(low int) {
		if low+size > min(low/half*half+half, 2*half) {
			return
		}
		if newest := r.newest(low, low+size); newest < after {
			at, after = low, newest
		}
	}
	try(0)
	try(half)
	for _, p := range r.recent {
		try(p.high)
	}
	return at, after
}

// newest returns the newest piece that has an entry in [low, high) or must leave for there to be inRoom pieces.
func (r *room) newest(low, high int) int {
	for i := r.pieces - 1; i > max(-1, r.pieces-inRoom); i-- {
		if p := r.recent[i%inRoom]; p.low < high && low < p.high {
			return i
		}
	}
	return r.pieces - inRoom
}
