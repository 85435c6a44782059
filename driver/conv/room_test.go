// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"math/rand"
	"testing"
)

// A piece lies where nothing newer lies than what place says, and never has to wait for the piece right before it.
func TestRoomPlaces(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	for range 200 {
		room := room{depth: 2 * (1 + r.Intn(100))}
		var pieces []placed
		for i := range 60 {
			size := 1 + r.Intn(1+r.Intn(room.depth/2))
			at, after := room.place(size)
			if at < 0 || at+size > room.depth || at < room.depth/2 && at+size > room.depth/2 {
				t.Fatalf("depth %d, piece %d: [%d, %d)", room.depth, i, at, at+size)
			}
			if after >= i-1 && i > 0 {
				t.Fatalf("depth %d, piece %d of %d entries waits for piece %d", room.depth, i, size, after)
			}
			for k := max(0, after+1); k < i; k++ {
				if p := pieces[k]; p.low < at+size && at < p.high {
					t.Fatalf("depth %d, piece %d lies on piece %d and waits for %d only", room.depth, i, k, after)
				}
			}
			pieces = append(pieces, placed{at, at + size})
		}
	}
}

// Small pieces do not wait for each other before the room is full.
func TestRoomHoldsManySmallPieces(t *testing.T) {
	room := room{depth: 100}
	for i := range 10 {
		if _, after := room.place(10); after >= 0 {
			t.Fatalf("piece %d waits for piece %d", i, after)
		}
	}
	if _, after := room.place(10); after != 0 {
		t.Fatalf("the eleventh piece waits for piece %d, want the first", after)
	}
}
