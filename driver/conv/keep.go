// SPDX-License-Identifier: Apache-2.0

package conv

// Keeper is what a Runner may offer besides: operands that more than one pass reads stay in device memory in between, where there
// is room, and are not moved again. Results, programs and counters are those of passes that move everything; reports say what
// was not moved.
type Keeper interface {
	// Keep says that passes to come may read the same values of a tensor, which do not change until Release. The tensor is named by the
	// address of its first element, a *byte of activations or an *int16 of output gradients; a [Timer] takes any pointer.
	Keep(tensor any)
	// Release ends that. Tensors that nobody keeps, nil among them, are none of its business.
	Release(tensor any)
}

var (
	_ Keeper = (*Convolver)(nil)
	_ Keeper = (*Timer)(nil)
)

// Operands names the tensors that a pass reads, as they were given to [Keeper].
type Operands struct{ X, G any }

// operandsOf returns the names of a pass's operands.
func operandsOf(x []byte, g []int16) (o Operands) {
	if len(x) > 0 {
		o.X = &x[0]
	}
	if len(g) > 0 {
		o.G = &g[0]
	}
	return o
}

// of returns the tensor that a pass has in a region as it is, nil where it is none: what the predictor reads is not.
func (o *Operands) of(pass Pass, base int) any {
	switch {
	case pass == PSGPredict:
		return nil
	case base == baseGrad || base == baseSource && pass == BackwardData:
		return o.G
	case base == baseSource:
		return o.X
	}
	return nil
}

// Keep implements Keeper.
func (c *Convolver) Keep(tensor any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept.keep(tensor)
}

// Release implements Keeper.
func (c *Convolver) Release(tensor any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.kept.release(tensor)
}
