// SPDX-License-Identifier: Apache-2.0

package a64

// Vectors is a group of registers that the same is done to. A group of one serves as an operand for every register of a
// longer one.
type Vectors []V

func (v Vectors) of(i int) V { return v[i%len(v)] }

// Two makes every register of d of one of n.
func (f *Function) Two(o Two, d, n Vectors) {
	for i, v := range d {
		f.Emit(o.Of(v, n.of(i)))
	}
}

// Three makes every register of d of one of n and one of m.
func (f *Function) Three(o Three, d, n, m Vectors) {
	for i, v := range d {
		f.Emit(o.Of(v, n.of(i), m.of(i)))
	}
}

// Load reads an even number of registers, or one, from base+offset on.
func (f *Function) Load(v Vectors, base R, offset int) {
	if len(v) == 1 {
		f.Emit(Load(v[0], base, offset))
		return
	}
	for i := 0; i < len(v); i += 2 {
		f.Emit(LoadPair(v[i], v[i+1], base, offset+i*VectorBytes))
	}
}

// Store is the inverse of Load.
func (f *Function) Store(v Vectors, base R, offset int) {
	if len(v) == 1 {
		f.Emit(Store(v[0], base, offset))
		return
	}
	for i := 0; i < len(v); i += 2 {
		f.Emit(StorePair(v[i], v[i+1], base, offset+i*VectorBytes))
	}
}
