// SPDX-License-Identifier: Apache-2.0

package conv

// box is the size of a chunk: images, rows, columns.
type box struct{ n, y, x int }

func (b box) rows() int { return b.n * b.y * b.x }

// boxFor returns the largest box of at most limit output elements, whole rows before parts of rows and whole images
// before several, rows and columns in multiples of the strides so that every chunk starts a phase.
func boxFor(batch int, y, x window, unitY, unitX, limit int) box {
	b := box{1, y.output, x.output}
	if b.x > limit/unitY {
		b.x = max(unitX, limit/unitY/unitX*unitX)
	}
	if b.y*b.x > limit {
		b.y = max(unitY, limit/b.x/unitY*unitY)
	}
	if b.y == y.output && b.x == x.output {
		b.n = min(batch, max(1, limit/(b.y*b.x)))
	}
	return b
}

// chunks cuts the output into boxes of at most b, as equal as possible, images outermost.
func chunks(batch int, y, x window, unitY, unitX int, b box) (list []chunk) {
	ns, ys, xs := split(batch, b.n, 1), split(y.output, b.y, unitY), split(x.output, b.x, unitX)
	for n := range len(ns) - 1 {
		for i := range len(ys) - 1 {
			for j := range len(xs) - 1 {
				list = append(list, chunk{ns[n], ns[n+1], ys[i], ys[i+1], xs[j], xs[j+1]})
			}
		}
	}
	return list
}

// pieces cuts the chunk into pieces of at most limit elements.
func (c chunk) pieces(limit int) []chunk {
	batch, y, x := c.n1-c.n0, window{output: c.y1 - c.y0}, window{output: c.x1 - c.x0}
	list := chunks(batch, y, x, 1, 1, boxFor(batch, y, x, 1, 1, limit))
	for i, p := range list {
		list[i] = chunk{c.n0 + p.n0, c.n0 + p.n1, c.y0 + p.y0, c.y0 + p.y1, c.x0 + p.x0, c.x0 + p.x1}
	}
	return list
}

// ramp cuts the first chunk in two, so that the array starts as soon as a small part of it has arrived: one image of
// several, else a quarter of its rows. The part keeps at least small elements.
func ramp(list []chunk, unitY, small int) []chunk {
	head, rest := list[0], list[0]
	if images := head.n1 - head.n0; images > 1 {
		head.n1 = head.n0 + max(1, ceil(small, head.rows()/images))
		rest.n0 = head.n1
	} else {
		width := head.x1 - head.x0
		lines := max(ceil(head.y1-head.y0, 4), ceil(small, width))
		head.y1 = head.y0 + ceil(lines, unitY)*unitY
		rest.y0 = head.y1
	}
	if rest.n0 >= rest.n1 || rest.y0 >= rest.y1 {
		return list
	}
	return append([]chunk{head, rest}, list[1:]...)
}

// taper cuts the last chunk in two, so that little is left to store when the array is done: the last image of several, else
// the last quarter of its rows. Chunks of ordinary size are left alone.
func taper(list []chunk, unitY int) []chunk {
	last := len(list) - 1
	rest, tail := list[last], list[last]
	if rest.rows() <= tensorTarget {
		return list
	}
	if rest.n1-rest.n0 > 1 {
		tail.n0 = tail.n1 - 1
		rest.n1 = tail.n0
	} else {
		lines := ceil(ceil(rest.y1-rest.y0, 4), unitY) * unitY
		tail.y0 = rest.y0 + (rest.y1-rest.y0-lines)/unitY*unitY
		rest.y1 = tail.y0
	}
	if rest.y0 >= rest.y1 {
		return list
	}
	return append(list[:last:last], rest, tail)
}

// footprint returns the largest number of source elements (per channel block) that one of the chunks needs.
func footprint(list []chunk, y, x window, transposed bool) (largest int) {
	for _, c := range list {
		y0, y1 := y.reach(transposed, c.y0, c.y1)
		x0, x1 := x.reach(transposed, c.x0, c.x1)
		largest = max(largest, (c.n1-c.n0)*max(0, y1-y0)*max(0, x1-x0))
	}
	return largest
}
