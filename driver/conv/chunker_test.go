// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"math/rand"
	"testing"
)

// testChunker returns a chunker of random sizes for buffers of limit pixels, in which a pixel takes so many cycles.
func testChunker(r *rand.Rand, limit, load, work int) *chunker {
	return &chunker{
		batch: 1 + r.Intn(12), height: 1 + r.Intn(20), width: 1 + r.Intn(20),
		fits:    func(c chunk) bool { return c.rows() <= limit },
		entries: func(c chunk) (x, g int) { return c.rows(), c.rows() },
		load:    func(c chunk) int { return load * (c.rows() + 2*(c.x1-c.x0)*(c.n1-c.n0)) }, // two more rows of each image
		work:    func(c chunk) int { return work * c.rows() },
		latency: 70,
		x:       room{depth: 2 * limit}, g: room{depth: 2 * limit},
	}
}

// Chunks follow each other through all pixels, fit, and have enough of them.
func TestChunksCoverTheOutput(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	cut, growing := 0, 0
	for range 3000 {
		k := testChunker(r, 20+r.Intn(400), 1+r.Intn(10), 1+r.Intn(40))
		least := 1 + r.Intn(40)
		list := k.cut(least*(1+r.Intn(5)), least)
		if list == nil {
			continue
		}
		cut++
		n, y := 0, 0
		for i, c := range list {
			if c.n0 != n || c.y0 != y || c.x0 != 0 || c.x1 != k.width || c.y1 < k.height && c.n1 != c.n0+1 {
				t.Fatalf("%d images of %dx%d: chunk %d is %+v, want it to begin at row %d of image %d", k.batch, k.height, k.width, i, c, y, n)
			}
			if c.rows() < least || !k.fits(c) {
				t.Fatalf("%d images of %dx%d: chunk %d is %+v, want at least %d pixels and that they fit", k.batch, k.height, k.width, i, c, least)
			}
			n, y = k.after(c)
		}
		if n != k.batch || y != 0 {
			t.Fatalf("%d images of %dx%d: chunks end before row %d of image %d", k.batch, k.height, k.width, y, n)
		}
		if list[0].rows() < list[len(list)-1].rows() {
			growing++
		}
	}
	if cut < 1000 || growing < 100 {
		t.Fatalf("%d cut, %d of them into growing chunks", cut, growing)
	}
}

// The array waits for the first chunk only, if the load engine is faster.
func TestGrowingChunksArriveInTime(t *testing.T) {
	k := testChunker(rand.New(rand.NewSource(1)), 1000, 1, 9)
	k.batch, k.height, k.width = 8, 32, 32
	list := k.cut(32, 24)
	x, g := room{depth: 2000}, room{depth: 2000}
	arrived, done := 0, []int{}
	for i, c := range list {
		_, afterX := x.place(c.rows())
		_, afterG := g.place(c.rows())
		if after := max(afterX, afterG); after >= 0 {
			arrived = max(arrived, done[after]+k.latency)
		}
		arrived += k.load(c)
		if i == 0 {
			done = append(done, arrived+k.work(c))
			continue
		}
		if arrived > done[i-1] {
			t.Errorf("chunk %d, %+v, arrives in cycle %d, the array is ready for it in %d", i, c, arrived, done[i-1])
		}
		done = append(done, done[i-1]+k.work(c))
	}
	if list[0].rows() != 32 || len(list) > 20 {
		t.Errorf("%d chunks, the first of %d pixels", len(list), list[0].rows())
	}
}

// Little is left to do when the last chunk has arrived, if the load engine is slower.
func TestShrinkingChunksEndSmall(t *testing.T) {
	k := testChunker(rand.New(rand.NewSource(1)), 1000, 4, 2)
	k.batch, k.height, k.width = 8, 32, 32
	list := k.cut(32, 24)
	for i := range len(list) - 1 {
		if work, load := k.work(list[i]), k.load(list[i+1]); work > load {
			t.Errorf("chunk %d takes %d cycles of work while the next one takes %d to load", i, work, load)
		}
	}
	if last := list[len(list)-1]; last.rows() != 32 {
		t.Errorf("the last chunk is %+v", last)
	}
}
