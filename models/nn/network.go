// SPDX-License-Identifier: Apache-2.0

package nn

import "context"

// Network is a whole network from images to logits. One network belongs to one goroutine at a time.
type Network interface {
	// Forward computes the logits, [N][classes] as an N x classes x 1 x 1 tensor that stays valid until the next call.
	// In training the layers use and update batch statistics and keep what Backward needs; else they use running
	// statistics and keep nothing. The batch may have another size at each call. It returns ctx.Err() when cancelled
	// between layers, and a [LayerError] for what goes wrong in one.
	Forward(ctx context.Context, x *Tensor, train bool) (logits *Tensor, err error)
	// Backward overwrites the gradient of every parameter, from the gradient of the logits of the last Forward, which
	// must have been a training one.
	Backward(ctx context.Context, dlogits *Tensor) error

	Params() []*Param    // in a fixed order
	State() []State      // in a fixed order: batch norm running statistics and activation ranges
	Convs() []*Conv      // in forward order
	Norms() []*BatchNorm // in forward order
	Head() *Linear       // the last layer, which computes the logits
	Ops() *Ops           // host operations since the owner last cleared them
}
