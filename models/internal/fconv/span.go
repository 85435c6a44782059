// SPDX-License-Identifier: Apache-2.0

package fconv

import "sort"

// span is rows of a lattice and taps that all reach rows of the image there. What they do not reach is zero and left
// out.
type span struct {
	first, end int // rows
	chunks     []chunk
}

// reached returns the taps, from first to before end, that reach rows of the image from a row of the lattice.
func (p *product) reached(row int) (first, end int) {
	from := func(least int) int {
		return sort.Search(len(p.list), func(i int) bool { return row*p.stride+p.list[i].row >= least })
	}
	return from(0), from(p.frame.height)
}

// spansByRows returns every row of the lattice with all taps that reach the image, rows with the same taps together.
// Rows without taps are in none.
func (p *product) spansByRows() []span {
	var spans []span
	for row := 0; row < p.rows; {
		first, end := p.reached(row)
		s := span{first: row}
		for row++; row < p.rows; row++ {
			if f, e := p.reached(row); f != first || e != end {
				break
			}
		}
		s.end = row
		if first < end {
			s.chunks = p.chunks(first, end)
			spans = append(spans, s)
		}
	}
	return spans
}

// spansByTaps returns every tap with all rows of the lattice from which it reaches the image, taps of the same row
// together. Taps without such rows are in none.
func (p *product) spansByTaps() []span {
	var spans []span
	for first := 0; first < len(p.list); {
		offset, end := p.list[first].row, first
		for end < len(p.list) && p.list[end].row == offset {
			end++
		}
		s := span{chunks: p.chunks(first, end)}
		for s.first < p.rows && s.first*p.stride+offset < 0 {
			s.first++
		}
		for s.end = s.first; s.end < p.rows && s.end*p.stride+offset < p.frame.height; s.end++ {
		}
		if s.first < s.end {
			spans = append(spans, s)
		}
		first = end
	}
	return spans
}
