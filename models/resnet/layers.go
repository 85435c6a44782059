// SPDX-License-Identifier: Apache-2.0

package resnet

import (
	"fmt"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

// groups is the table of layers: after the stem, a 3x3 convolution to 16 channels, n blocks of each group.
var groups = [...]struct {
	channels int // of every block of the group
	stride   int // of its first block
}{
	{16, 1},
	{32, 2},
	{64, 2},
}

const stemChannels = 16

// builder adds layers one after the other; after an error it adds nothing.
type builder struct {
	ws            *nn.Workspace
	policy        *skip.Policy
	channels      int // of the tensor that the next layer gets
	height, width int
	previous      *nn.BatchNorm // the layer that writes it
	err           error
}

// build returns the layers of a network with n blocks in each group.
func (b *builder) build(net *Net, n, classes int) error {
	net.stem = b.stem()
	for g, group := range groups {
		for i := range n {
			stride := 1
			if i == 0 {
				stride = group.stride
			}
			in := b.channels
			blk := b.block(fmt.Sprintf("g%d.b%d", g+1, i), group.channels, stride)
			if before := len(net.blocks) - 1; before >= 0 {
				b.gate(net.blocks[before], blk, in)
			}
			net.blocks = append(net.blocks, blk)
		}
	}
	net.last = b.previous
	net.pool = nn.NewGlobalPool(b.ws)
	net.fc = b.linear("fc", classes)
	return b.err
}

func (b *builder) stem() *nn.ConvNorm {
	stem := b.convNorm("stem", kernel{size: 3, stride: 1, to: stemChannels, first: true}, true)
	b.step(stem, stemChannels, 1)
	return stem
}

// block adds relu(bn2(conv2(relu(bn1(conv1 x)))) + shortcut(x)).
func (b *builder) block(name string, channels, stride int) *block {
	blk := &block{name: name, ws: b.ws}
	blk.path = skip.NewBlock(b.ws, blk)
	blk.path.Input = b.previous
	blk.first = b.convNorm(name+".conv1", kernel{size: 3, stride: stride, to: channels}, true)
	if stride != 1 || channels != b.channels {
		blk.path.Shortcut = b.convNorm(name+".down", kernel{size: 1, stride: stride, to: channels}, false)
	}
	b.step(blk.first, channels, stride)
	blk.second = b.convNorm(name+".conv2", kernel{size: 3, stride: 1, to: channels}, true)
	b.step(blk.second, channels, 1)
	return blk
}

// gate puts a gate between two blocks, if blocks are skipped at all, where so many channels pass. Then batch norms before it and
// in the second block are not alone in producing what follows them.
func (b *builder) gate(before, blk *block, channels int) {
	if b.err != nil || b.policy == nil {
		return
	}
	macs := blk.first.Conv.Shape(1).MACs() + blk.second.Conv.Shape(1).MACs()
	blk.path.Gate = b.policy.Gate(blk.name, channels, macs)
	blk.path.Input, b.previous = nil, nil
	if b.policy.Learns() {
		before.path.Pool()
	}
}

// kernel is a square kernel with padding that keeps the size at stride 1.
type kernel struct {
	size, stride, to int
	first            bool // its input is the image
}

func (b *builder) convNorm(name string, k kernel, relu bool) *nn.ConvNorm {
	if b.err != nil {
		return nil
	}
	pad := k.size / 2
	layer, err := nn.NewConvNorm(b.ws, nn.ConvConfig{
		Name: name,
		Shape: conv.Shape{
			InC: b.channels, OutC: k.to, InH: b.height, InW: b.width,
			KH: k.size, KW: k.size, StrideY: k.stride, StrideX: k.stride,
			PadTop: pad, PadBottom: pad, PadLeft: pad, PadRight: pad,
		},
		NonNegative: !k.first,
		First:       k.first,
	}, relu)
	b.err = err
	return layer
}

// step makes the output of layer the input of the next one.
func (b *builder) step(layer *nn.ConvNorm, channels, stride int) {
	if b.err != nil {
		return
	}
	b.channels, b.previous = channels, layer.Norm
	b.height, b.width = (b.height+stride-1)/stride, (b.width+stride-1)/stride
}

func (b *builder) linear(name string, classes int) *nn.Linear {
	if b.err != nil {
		return nil
	}
	layer, err := nn.NewLinear(b.ws, name, b.channels, classes)
	b.err = err
	return layer
}
