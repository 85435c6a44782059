// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"errors"
	"fmt"
)

// HostBlock is the channel block of the host's tensors: activations and gradients are laid out
// [N][ceil(C/16)][H][W][16], channels padded with zeros.
const HostBlock = 16

// ErrShape is the cause of every error about a convolution that cannot exist.
var ErrShape = errors.New("impossible convolution shape")

// Shape is one two-dimensional convolution: Batch images of InC x InH x InW, a kernel of KH x KW with the given
// strides and zero padding, OutC output channels. Sizes are in elements. A depthwise convolution has as many output channels
// as input channels, and output channel c sees input channel c alone.
type Shape struct {
	Batch, InC, OutC int
	InH, InW         int
	KH, KW           int
	StrideY, StrideX int

	PadTop, PadBottom, PadLeft, PadRight int

	Depthwise bool `json:",omitzero"`
}

// OutH returns the number of output rows.
func (s Shape) OutH() int { return (s.InH+s.PadTop+s.PadBottom-s.KH)/s.StrideY + 1 }

// OutW returns the number of output columns.
func (s Shape) OutW() int { return (s.InW+s.PadLeft+s.PadRight-s.KW)/s.StrideX + 1 }

// MACs returns the multiplications of one pass, padding taps counted: the same for all three passes.
func (s Shape) MACs() int64 {
	return int64(s.Batch) * int64(s.seen()) * int64(s.OutC) * int64(s.KH) * int64(s.KW) * int64(s.OutH()) * int64(s.OutW())
}

// seen returns how many input channels an output channel sees.
func (s Shape) seen() int {
	if s.Depthwise {
		return 1
	}
	return s.InC
}

// Blocks returns the number of HostBlock channel blocks that hold c channels.
func Blocks(c int) int { return (c + HostBlock - 1) / HostBlock }

// InputLen returns the number of elements of the blocked input tensor.
func (s Shape) InputLen() int { return s.Batch * Blocks(s.InC) * s.InH * s.InW * HostBlock }

// OutputLen returns the number of elements of the blocked output tensor.
func (s Shape) OutputLen() int { return s.Batch * Blocks(s.OutC) * s.OutH() * s.OutW() * HostBlock }

// WeightLen returns the number of weights, in the order [OutC][InC][KH][KW], depthwise [OutC][1][KH][KW].
func (s Shape) WeightLen() int { return s.OutC * s.seen() * s.KH * s.KW }

// String prints the shape in one line, as error messages and logs show it.
func (s Shape) String() string {
	kind := ""
	if s.Depthwise {
		kind = " depthwise"
	}
	return fmt.Sprintf("%dx%dx%dx%d -> %d%s, kernel %dx%d, stride %dx%d, padding %d,%d,%d,%d",
		s.Batch, s.InC, s.InH, s.InW, s.OutC, kind, s.KH, s.KW, s.StrideY, s.StrideX,
		s.PadTop, s.PadBottom, s.PadLeft, s.PadRight)
}

// The limits of the accelerator's instruction fields and of what this package plans.
const (
	maxKernel = 7
	maxStride = 2
	maxSize   = 4096  // height and width
	maxChan   = 65536 // channels
)

// Validate reports whether the convolution exists and is within what the accelerator is planned for: kernels 1 to 7,
// strides 1 and 2, padding smaller than the kernel. The error wraps ErrShape.
func (s Shape) Validate() error {
	fail := func(format string, args ...any) error {
		return fmt.Errorf("convolution %s: %s: %w", s, fmt.Sprintf(format, args...), ErrShape)
	}
	switch {
	case s.Batch < 1:
		return fail("batch must be at least 1")
	case s.InC < 1 || s.OutC < 1 || s.InC > maxChan || s.OutC > maxChan:
		return fail("channels must be 1 to %d", maxChan)
	case s.Depthwise && s.InC != s.OutC:
		return fail("a depthwise convolution has as many output channels as input channels")
	case s.InH < 1 || s.InW < 1 || s.InH > maxSize || s.InW > maxSize:
		return fail("height and width must be 1 to %d", maxSize)
	case s.KH < 1 || s.KW < 1 || s.KH > maxKernel || s.KW > maxKernel:
		return fail("kernel sides must be 1 to %d", maxKernel)
	case s.StrideY < 1 || s.StrideX < 1 || s.StrideY > maxStride || s.StrideX > maxStride:
		return fail("strides must be 1 or 2")
	case min(s.PadTop, s.PadBottom, s.PadLeft, s.PadRight) < 0:
		return fail("padding must not be negative")
	case max(s.PadTop, s.PadBottom) >= s.KH || max(s.PadLeft, s.PadRight) >= s.KW:
		return fail("padding must be smaller than the kernel")
	case s.InH+s.PadTop+s.PadBottom < s.KH || s.InW+s.PadLeft+s.PadRight < s.KW:
		return fail("the padded input is smaller than the kernel")
	}
	return nil
}
