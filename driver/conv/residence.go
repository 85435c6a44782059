// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"math"
	"slices"

	"github.com/e2train/e2train/driver"
)

// residence is the layout of device memory: what stays there from launch to launch, and where the operands of a launch go. It moves
// nothing and knows sizes and order only, so that a [Timer] finds the very layouts of a [Convolver]. Decision 0031 says why it is so.
type residence struct {
	limit   int64 // bytes of memory
	tensors map[any]bool
	pieces  []resident // by address
	count   int        // pieces so far
}

// resident is a piece of a kept tensor in device memory.
type resident struct {
	tensor any
	part   part
	at     int64
	number int // the higher, the later it came
}

// part is a box of a tensor: blocks and rows of some images, which follow each other in device memory.
type part struct {
	n0, n1         int
	block0, block1 int
	y0, y1         int
	image          int64 // bytes of an image
}

func (p *part) bytes() int64 { return int64(p.n1-p.n0) * p.image }

// continues reports whether p is the same blocks and rows of images as those of q.
func (p *part) continues(q *part) bool {
	return p.block0 == q.block0 && p.block1 == q.block1 && p.y0 == q.y0 && p.y1 == q.y1 && p.image == q.image
}

// placement is where the operands and the result of a job are.
type placement struct {
	at    [numBases]int64
	there [numBases]bool // nothing has to be moved
	end   int64          // of what is in use then
}

func newResidence(limit int64) residence {
	if limit == 0 {
		limit = math.MaxInt64
	}
	return residence{limit: limit / driver.MemoryAlign * driver.MemoryAlign, tensors: map[any]bool{}}
}

// keep notes that pieces of a tensor are worth keeping from now on.
func (r *residence) keep(tensor any) {
	r.release(tensor)
	r.tensors[tensor] = true
}

func (r *residence) release(tensor any) {
	if r.tensors[tensor] {
		delete(r.tensors, tensor)
		r.pieces = slices.DeleteFunc(r.pieces, func(p resident) bool { return p.tensor == tensor })
	}
}

// lost notes that nothing in device memory can be relied on.
func (r *residence) lost() { r.pieces = r.pieces[:0] }

// place lays out a job. What does not fit beside the pieces that stay makes them leave, the latest first: a job alone fits.
func (r *residence) place(j *job, pass Pass, o *Operands) placement {
	for {
		p, added, fits := r.layout(j, pass, o)
		if fits || len(r.pieces) == 0 {
			for i := range added {
				added[i].number = r.count + i
				r.insert(added[i])
			}
			r.count += len(added)
			return p
		}
		latest := slices.MaxFunc(r.pieces, func(a, b resident) int { return a.number - b.number }).number
		r.pieces = slices.DeleteFunc(r.pieces, func(p resident) bool { return p.number == latest })
	}
}

// layout puts every region of a job where it is already, or else in the first gap, and returns the pieces that would stay.
func (r *residence) layout(j *job, pass Pass, o *Operands) (p placement, added []resident, fits bool) {
	taken := newGaps(r.pieces)
	for base, size := range j.sizes {
		if size == 0 {
			continue
		}
		tensor := o.of(pass, base)
		kept := tensor != nil && r.tensors[tensor]
		var box part
		if kept {
			box = j.part(pass, base)
			if p.at[base], p.there[base] = r.find(tensor, &box); p.there[base] {
				continue
			}
		}
		p.at[base] = taken.take(alignUp(int64(size)))
		if kept {
			added = append(added, resident{tensor: tensor, part: box, at: p.at[base]})
		}
	}
	p.end = taken.end()
	return p, added, p.end <= r.limit
}

// part returns the box of its tensor that a job has in a region.
func (j *job) part(pass Pass, base int) part {
	p := part{n0: j.n0, n1: j.n1, image: int64(j.sizes[base] / (j.n1 - j.n0))}
	switch {
	case base == baseGrad:
		p.block0, p.block1, p.y0, p.y1 = j.out0, j.out1, j.y0, j.y1
	case pass == BackwardData:
		p.block0, p.block1, p.y0, p.y1 = j.out0, j.out1, j.s0, j.s1
	default:
		p.block0, p.block1, p.y0, p.y1 = j.in0, j.in1, j.s0, j.s1
	}
	return p
}

// find returns where a box of a tensor is: in one piece, or in several that follow each other without a gap. Time depends on where
// a region is within a page, so it must begin with one.
func (r *residence) find(tensor any, box *part) (at int64, there bool) {
	for i := range r.pieces {
		p := &r.pieces[i]
		if p.tensor != tensor || !p.part.continues(box) || box.n0 < p.part.n0 || box.n0 >= p.part.n1 {
			continue
		}
		at = p.at + int64(box.n0-p.part.n0)*box.image
		return at, at%driver.MemoryAlign == 0 && r.reaches(i, box.n1)
	}
	return 0, false
}

// reaches reports whether the images up to n1 follow each other from piece i on.
func (r *residence) reaches(i, n1 int) bool {
	for ; r.pieces[i].part.n1 < n1; i++ {
		if i+1 == len(r.pieces) {
			return false
		}
		p, next := &r.pieces[i], &r.pieces[i+1]
		if next.tensor != p.tensor || !next.part.continues(&p.part) || next.part.n0 != p.part.n1 || next.at != p.at+p.part.bytes() {
			return false
		}
	}
	return true
}

// insert adds a piece in the order of addresses.
func (r *residence) insert(p resident) {
	i, _ := slices.BinarySearchFunc(r.pieces, p.at, func(q resident, at int64) int { return int(min(max(q.at-at, -1), 1)) })
	r.pieces = slices.Insert(r.pieces, i, p)
}

// gaps is what is free between pieces and regions.
type gaps struct{ taken []span } // by address

type span struct{ from, to int64 }

func newGaps(pieces []resident) *gaps {
	g := &gaps{taken: make([]span, len(pieces), len(pieces)+numBases)}
	for i := range pieces {
		g.taken[i] = span{pieces[i].at, pieces[i].at + alignUp(pieces[i].part.bytes())}
	}
	return g
}

// take returns the start of the first gap of n bytes.
func (g *gaps) take(n int64) int64 {
	at := int64(0)
	for i, s := range g.taken {
		if at+n <= s.from {
			g.taken = slices.Insert(g.taken, i, span{at, at + n})
			return at
		}
		at = s.to
	}
	g.taken = append(g.taken, span{at, at + n})
	return at
}

// end returns where the last region ends.
func (g *gaps) end() int64 {
	if len(g.taken) == 0 {
		return 0
	}
	return g.taken[len(g.taken)-1].to
}
