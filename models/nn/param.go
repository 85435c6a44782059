// SPDX-License-Identifier: Apache-2.0

package nn

// Param is one trainable tensor: its value, the gradient of the last backward pass, and the optimiser's momentum. With PSG
// the gradient of a convolution's weight is its sign: -1, 0 or 1.
type Param struct {
	Name                  string
	Value, Grad, Momentum []float32
	Conv                  bool // the weight of a convolution, in the order [OutC][InC][KH][KW]
	Float                 bool // of a convolution that is not quantised: its gradient is never a sign
}

func newParam(name string, n int) *Param {
	return &Param{Name: name, Value: make([]float32, n), Grad: make([]float32, n), Momentum: make([]float32, n)}
}

// State is a tensor that is not trained but belongs to the network: running statistics. Data is the live memory, to be
// saved to and restored from checkpoints.
type State struct {
	Name string
	Data []float32
}
