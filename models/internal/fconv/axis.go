// SPDX-License-Identifier: Apache-2.0

package fconv

// axis is one dimension of a convolution: out outputs, of which output o is a sum over k < kernel of input o*stride+k-pad.
type axis struct{ in, out, kernel, stride, pad int }

// reach is a range of places that windows touch, with first <= 0: from first to before end.
type reach struct{ first, end int }

// inputs returns the inputs that outputs are sums of, those in the padding included.
func (a axis) inputs() reach { return reach{-a.pad, (a.out-1)*a.stride + a.kernel - a.pad} }

// outputs returns the outputs that the gradients of inputs are sums of, those that do not exist included.
func (a axis) outputs() reach {
	r := reach{0, a.out}
	for _, p := range a.phases() {
		for _, k := range p.taps {
			r.first = min(r.first, p.output(k))
			r.end = max(r.end, p.output(k)+p.count)
		}
	}
	return r
}

// phase is the inputs first, first+stride, ..., count of them, which the same taps connect with outputs.
type phase struct {
	axis
	first, count int
	taps         []int
}

// phases returns those that have inputs.
func (a axis) phases() []phase {
	var phases []phase
	for first := range min(a.stride, a.in) {
		p := phase{axis: a, first: first, count: (a.in-first-1)/a.stride + 1}
		for k := (first + a.pad) % a.stride; k < a.kernel; k += a.stride {
			p.taps = append(p.taps, k)
		}
		phases = append(phases, p)
	}
	return phases
}

// output returns the output that tap k connects with the first input of the phase; with the following inputs it
// connects the following outputs. It may be one that does not exist.
func (p phase) output(k int) int { return (p.first + p.pad - k) / p.stride }
