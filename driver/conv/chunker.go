// SPDX-License-Identifier: Apache-2.0

package conv

import "slices"

// chunker cuts the pixels of an output into chunks of full rows or whole images. If the array is the slower engine they grow:
// the first is small, so that the array starts early, and each next one as large as can arrive while the array works on the
// ones before. If the load engine is slower they shrink, so that little is left to do when the last one has arrived.
type chunker struct {
	batch, height, width int                    // of the output
	fits                 func(chunk) bool       // into half of the buffers
	entries              func(chunk) (x, g int) // in the buffers
	load, work           func(chunk) int        // cycles in the load engine and in the array
	head                 int                    // cycles of other loads before those of the second chunk
	latency              int                    // cycles from the end of work on a chunk to the arrival of data in its place

	least int  // pixels of a chunk
	x, g  room // empty at first
}

// cut returns the chunks, images outermost. The smallest, the first of growing and the last of shrinking ones, has about the
// given pixels, and none has fewer than least. It returns nothing if full rows of so many pixels do not fit. A chunker cuts
// once.
func (k *chunker) cut(smallest, least int) []chunk {
	k.least = least
	largest := k.next(0, 0, func(chunk) bool { return true })
	if !k.fits(largest) || !k.usable(largest) {
		return nil
	}
	if k.work(largest) < k.load(largest) {
		return k.shrinking(smallest)
	}
	return k.growing(smallest)
}

// growing returns chunks that arrive in time.
func (k *chunker) growing(first int) (list []chunk) {
	c := k.next(0, 0, func(c chunk) bool { return c.rows() <= first })
	arrived := k.load(c) + k.head
	done := []int{k.load(c) + k.work(c)} // when the array is done with each chunk
	for k.fits(c) {
		k.place(c)
		list = append(list, c)
		n, y := k.after(c)
		if n == k.batch {
			return list
		}
		last := done[len(done)-1]
		c = k.next(n, y, func(c chunk) bool { return k.arrival(c, arrived, done) <= last })
		if k.fits(c) {
			arrived = k.arrival(c, arrived, done)
			done = append(done, max(last, arrived)+k.work(c))
		}
	}
	return nil
}

// arrival returns when a chunk has arrived whose loads start when those before it have, and there is a place for it.
func (k *chunker) arrival(c chunk, arrived int, done []int) int {
	x, g := k.entries(c)
	_, afterX := k.x.find(x)
	_, afterG := k.g.find(g)
	if after := max(afterX, afterG); after >= 0 {
		arrived = max(arrived, done[after]+k.latency)
	}
	return arrived + k.load(c)
}

func (k *chunker) place(c chunk) {
	x, g := k.entries(c)
	k.x.place(x)
	k.g.place(g)
}

// shrinking returns chunks of which each is worked on while the next one arrives. It finds them from the end on.
func (k *chunker) shrinking(last int) (list []chunk) {
	m := *k
	m.fits = func(c chunk) bool { return k.fits(k.mirrored(c)) }
	c := m.next(0, 0, func(c chunk) bool { return c.rows() <= last })
	for m.fits(c) {
		list = append(list, k.mirrored(c))
		n, y := m.after(c)
		if n == k.batch {
			slices.Reverse(list)
			return list
		}
		arrives := k.load(k.mirrored(c))
		c = m.next(n, y, func(c chunk) bool { return k.work(k.mirrored(c)) <= arrives })
	}
	return nil
}

// mirrored returns the chunk as far from the end as c is from the beginning.
func (k *chunker) mirrored(c chunk) chunk {
	return chunk{k.batch - c.n1, k.batch - c.n0, k.height - c.y1, k.height - c.y0, c.x0, c.x1}
}

// after returns the image and the row where the chunk after c begins.
func (k *chunker) after(c chunk) (n, y int) {
	if c.y1 == k.height {
		return c.n1, 0
	}
	return c.n0, c.y1
}

// next returns the largest usable chunk from row y of image n on that fits and for which good is true; if there is none, the
// smallest usable one, or all that is left if nothing is usable.
func (k *chunker) next(n, y int, good func(chunk) bool) (best chunk) {
	for size := 1; size < k.height+k.batch; size++ {
		c := k.from(n, y, size)
		switch found := k.usable(best); {
		case found && !k.fits(c):
			return k.even(best)
		case found && k.usable(c) && !good(c):
			return k.even(best)
		case k.usable(c), !found:
			best = c
		}
	}
	return k.even(best)
}

// from returns the chunk of so many rows from row y of image n on; from row 0 on, rows beyond the first image are images.
func (k *chunker) from(n, y, rows int) chunk {
	c := chunk{n, n + 1, y, min(y+rows, k.height), 0, k.width}
	if more := rows - k.height; y == 0 && more > 0 {
		c.n1 = min(c.n1+more, k.batch)
	}
	return c
}

// usable reports whether neither the chunk nor what it leaves of its image, or of the images, is too small.
func (k *chunker) usable(c chunk) bool {
	rest := (k.height - c.y1) * k.width
	if rest == 0 {
		rest = (k.batch - c.n1) * k.height * k.width
	}
	return c.rows() >= k.least && (rest == 0 || rest >= k.least)
}

// even returns a chunk of half of what is left of its image, or of the images, if c would leave less than itself.
func (k *chunker) even(c chunk) chunk {
	half := c
	rows, images := c.y1-c.y0, c.n1-c.n0
	if left := k.height - c.y0; rows < k.height && left > rows && left < 2*rows {
		half.y1 = c.y0 + ceil(left, 2)
	}
	if left := k.batch - c.n0; rows == k.height && left > images && left < 2*images {
		half.n1 = c.n0 + ceil(left, 2)
	}
	if k.usable(half) {
		return half
	}
	return c
}
