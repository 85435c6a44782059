// SPDX-License-Identifier: Apache-2.0

package fconv

import "github.com/e2train/e2train/driver/conv"

// tap is one value of a window and the weight that it meets.
type tap struct {
	row          int // of the frame, from that where the window begins; may be above or below the image
	channel, col int
	weight       int // index of the weight for channel 0 of the destination
}

// taps is the values of a window in the order in which their products are added: by rows.
type taps struct {
	list     []tap
	frame    frame
	channels int // of the destination
	next     int // from a weight to that of the next channel of the destination

	depthwise bool // all values are of channel 0: a block of the destination sees the same block of the frame, lane by lane
}

// seen returns the frame from the first block that block b of the destination sees.
func (t *taps) seen(frame []float32, b int) []float32 {
	if t.depthwise {
		return frame[b*t.frame.plane():]
	}
	return frame
}

// len returns the number of values of all rows of weights, or of their gradient.
func (t *taps) len() int { return t.row(conv.Blocks(t.channels), 0) }

// row returns the index of the row of a tap for a block of the destination: 16 channels of it.
func (t *taps) row(block, tap int) int { return (block*len(t.list) + tap) * lanes }

// pack writes weights as rows. Lanes without a channel are left alone.
func (t *taps) pack(rows, w []float32) {
	for c := range t.channels {
		lane, w := rows[t.row(c/lanes, 0)+c%lanes:], w[c*t.next:]
		for i := range t.list {
			lane[i*lanes] = w[t.list[i].weight]
		}
	}
}

// unpack stores rows of a gradient in the order of weights.
func (t *taps) unpack(dw, rows []float32) {
	for c := range t.channels {
		lane, dw := rows[t.row(c/lanes, 0)+c%lanes:], dw[c*t.next:]
		for i := range t.list {
			dw[t.list[i].weight] = lane[i*lanes]
		}
	}
}

// chunk is a run of taps that are added up in registers.
type chunk struct {
	first int     // of the taps
	base  int     // offset in the frame from the beginning of a window, negative if the chunk's first row is above it
	step  []int32 // offset of each tap from base, not negative
}

// maxTaps is how many taps a chunk has at most. Their weights, 20 KiB, stay in the first cache while pixels pass by.
const maxTaps = 320

// maxSpan bounds the blocks of a chunk. With the rows of a window, of which there are less than 2^29 values in a block,
// offsets from a base fit in an int32.
const maxSpan = 1 << 30

// chunks cuts the taps from first to before end.
func (t *taps) chunks(first, end int) []chunk {
	var chunks []chunk
	most := share(end-first, maxTaps)
	for first < end {
		c := t.chunk(first, min(first+most, end))
		chunks = append(chunks, c)
		first += len(c.step)
	}
	return chunks
}

// chunk returns taps from first to before end, or to before the first one that lies in a block too far away.
func (t *taps) chunk(first, end int) chunk {
	plane := t.frame.plane()
	near := max(1, maxSpan/plane) // blocks that one base serves
	begin := t.list[first]
	group := begin.channel / lanes / near
	c := chunk{first: first, base: group*near*plane + begin.row*t.frame.cols*lanes}
	for _, p := range t.list[first:end] {
		block := p.channel / lanes
		if block/near != group {
			break
		}
		c.step = append(c.step, int32(block*plane+(p.row*t.frame.cols+p.col)*lanes+p.channel%lanes-c.base))
	}
	return c
}
