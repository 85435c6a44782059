// SPDX-License-Identifier: Apache-2.0

package mobilenetv2

import (
	"fmt"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/nn"
	"github.com/e2train/e2train/models/skip"
)

// table is the layers of a network: a 3x3 convolution, stages of blocks, and a 1x1 convolution.
type table struct {
	stem, head int // channels
	stages     []stage
}

// stage is blocks one after the other.
type stage struct {
	expansion int // channels within a block for each of its input
	channels  int // of the output of every block
	blocks    int
	stride    int // of the first block
}

var layers = table{
	stem: 32,
	stages: []stage{
		{1, 16, 1, 1},
		{6, 24, 2, 1},
		{6, 32, 3, 2},
		{6, 64, 4, 2},
		{6, 96, 3, 1},
		{6, 160, 3, 2},
		{6, 320, 1, 1},
	},
	head: 1280,
}

// builder adds layers one after the other; after an error it adds nothing.
type builder struct {
	ws            *nn.Workspace
	policy        *skip.Policy  // nil if no block is skipped
	quantized     bool          // all convolutions are
	height, width int           // of the tensor that the next layer gets
	channels      int           // of it
	image         bool          // it is the image
	previous      *nn.BatchNorm // the layer that writes it and gets its gradient from nowhere else, nil if there is none
	rectified     bool          // it ends in ReLU
	err           error
}

// build returns the layers of a network.
func (b *builder) build(net *Net, layers table, classes int) error {
	net.stem = b.convNorm("stem", kernel{size: 3, stride: 1, to: layers.stem, float: true}, true)
	for _, s := range layers.stages {
		for i := range s.blocks {
			stride := 1
			if i == 0 {
				stride = s.stride
			}
			in := b.channels
			blk := b.block(fmt.Sprintf("b%d", len(net.blocks)), s.expansion, s.channels, stride)
			if before := len(net.blocks) - 1; before >= 0 {
				b.gate(net.blocks[before], blk, in)
			}
			net.blocks = append(net.blocks, blk)
		}
	}
	net.last = b.previous
	net.head = b.convNorm("head", kernel{size: 1, stride: 1, to: layers.head, float: true}, true)
	net.pool = nn.NewGlobalPool(b.ws)
	net.fc = b.linear("fc", classes)
	return b.err
}

// block adds project(depthwise(expand x)) + shortcut(x).
func (b *builder) block(name string, expansion, channels, stride int) *block {
	blk := &block{name: name, ws: b.ws, input: b.previous}
	if stride == 1 {
		blk.path = skip.NewBlock(b.ws, blk)
		blk.path.Input = b.previous
	}
	if stride == 1 && channels != b.channels {
		shortcut := *b
		blk.path.Shortcut = shortcut.convNorm(name+".down", kernel{size: 1, stride: 1, to: channels, float: true}, false)
		b.err = shortcut.err
	}
	hidden := expansion * b.channels
	blk.expand = b.convNorm(name+".expand", kernel{size: 1, stride: 1, to: hidden}, true)
	blk.depthwise = b.convNorm(name+".depthwise", kernel{size: 3, stride: stride, to: hidden, depthwise: true}, true)
	blk.project = b.convNorm(name+".project", kernel{size: 1, stride: 1, to: channels}, false)
	return blk
}

// gate puts a gate between two blocks, if the second one has a shortcut and blocks are skipped at all, where so many channels pass.
// Then batch norms before it and in the second block are not alone in producing what follows them.
func (b *builder) gate(before, blk *block, channels int) {
	if b.err != nil || b.policy == nil || blk.path == nil {
		return
	}
	macs := int64(0)
	for _, l := range blk.core() {
		macs += l.Conv.Shape(1).MACs()
	}
	blk.path.Gate = b.policy.Gate(blk.name, channels, macs)
	blk.path.Input, b.previous = nil, nil
	if b.policy.Learns() {
		before.pool()
	}
}

// kernel is a square kernel with padding that keeps the size at stride 1.
type kernel struct {
	size, stride, to int
	depthwise        bool
	float            bool // not quantised
}

// convNorm adds a convolution with batch norm, whose output is the input of the next layer.
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
			Depthwise: k.depthwise,
		},
		NonNegative: b.rectified,
		First:       b.image,
		Float:       k.float && !b.quantized,
		Uniform:     true,
	}, relu)
	if b.err = err; err != nil {
		return nil
	}
	b.channels, b.image, b.previous, b.rectified = k.to, false, layer.Norm, relu
	b.height, b.width = (b.height+k.stride-1)/k.stride, (b.width+k.stride-1)/k.stride
	return layer
}

func (b *builder) linear(name string, classes int) *nn.Linear {
	if b.err != nil {
		return nil
	}
	layer, err := nn.NewUniformLinear(b.ws, name, b.channels, classes)
	b.err = err
	return layer
}
