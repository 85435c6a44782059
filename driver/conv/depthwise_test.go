// SPDX-License-Identifier: Apache-2.0

package conv_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/rtl/isa"
)

// depthwise returns a 3x3 depthwise convolution that keeps the size, or halves it.
func depthwise(batch, channels, size, stride int) conv.Shape {
	return conv.Shape{
		Batch: batch, InC: channels, OutC: channels, InH: size, InW: size, KH: 3, KW: 3, StrideY: stride, StrideX: stride,
		PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1, Depthwise: true,
	}
}

// An output channel sees its own input channel: a dense convolution whose other weights are zero is the same.
func TestDepthwiseReferenceIsDenseWithZeros(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	for range 10 {
		s := randomShape(r)
		s.OutC, s.Depthwise = s.InC, true
		x, w, g := operands(r, s, r.Intn(2) == 0)
		taps := s.KH * s.KW
		dense, wide := s, make([]int8, s.InC*s.WeightLen())
		dense.Depthwise = false
		for i, v := range w {
			wide[(i/taps*s.InC+i/taps)*taps+i%taps] = v
		}
		want, _ := passes(t, conv.Reference{}, dense, x, wide, g)
		for i := range want[2][:len(w)] {
			want[2][i] = want[2][(i/taps*s.InC+i/taps)*taps+i%taps]
		}
		want[2] = want[2][:len(w)]
		got, _ := passes(t, conv.Reference{}, s, x, w, g)
		compare(t, "reference", s, got, want)
		if s.MACs()*int64(s.InC) != dense.MACs() || s.WeightLen() != s.InC*taps {
			t.Errorf("%v: %d multiply-accumulates, %d weights", s, s.MACs(), s.WeightLen())
		}
	}
}

// With less device memory than a layer's tensors, blocks of channels go to launches of their own, then rows and images.
func TestDepthwiseInSmallMemory(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	s := depthwise(2, 27, 17, 2)
	s.InW = 13
	x, w, g := operands(r, s, false)
	want, _ := passes(t, conv.Reference{}, s, x, w, g)
	var counts []int
	for _, limit := range []string{"1MB", "24KB", "16KB"} {
		c := open(t, "sim:tiny?limit="+limit)
		got, launches := passes(t, c, s, x, w, g)
		compare(t, "sim:tiny?limit="+limit, s, got, want)
		counts = append(counts, launches)
		checkSigns(t, limit, c, 4, s, x, g, conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 3) }, SkipLimit: 8})
	}
	if !slices.IsSorted(counts) || counts[0] != 3 || counts[2] <= counts[1] {
		t.Errorf("launches with 1 MB, 24 KB and 16 KB: %v; less memory must take more", counts)
	}
}

// Kernels of more taps than a weight slot or an ACC bank holds are cut, on the diagonal too.
func TestDepthwiseOfLargeKernels(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	for _, stride := range []int{1, 2} {
		s := depthwise(1, 9, 11, stride)
		s.KH, s.KW, s.PadTop, s.PadLeft = 7, 7, 3, 5
		x, w, g := operands(r, s, true)
		want, _ := passes(t, conv.Reference{}, s, x, w, g)
		for _, config := range isa.Configs() {
			c := open(t, "sim:"+config.Name)
			got, _ := passes(t, c, s, x, w, g)
			compare(t, config.Name, s, got, want)
			checkSigns(t, config.Name, c, config.Lanes, s, x, g, conv.PSGOptions{Threshold: func(most int64) uint32 { return uint32(most / 3) }})
		}
	}
}

// The array is busy with one multiplier a row: the layers of MobileNetV2 take one launch and little more than the
// multiply-accumulates of the diagonal. What is stored is four times what is read, so that backward-data with stride 2, with
// 2.25 taps for each result, waits for its stores.
func TestDepthwiseKeepsTheDiagonalBusy(t *testing.T) {
	c := open(t, "sim:ultra96")
	for _, layer := range []struct{ channels, size, stride int }{{96, 32, 1}, {144, 32, 2}, {192, 16, 1}, {384, 8, 1}, {576, 8, 2}, {960, 4, 1}} {
		s := depthwise(32, layer.channels, layer.size, layer.stride)
		x, w, g := operands(rand.New(rand.NewSource(1)), s, false)
		ctx, reports := context.Background(), map[string]conv.Report{}
		var err [4]error
		var signs conv.PSGReport
		reports["forward"], err[0] = c.Forward(ctx, s, x, w, 0, make([]int32, s.OutputLen()))
		reports["backward_data"], err[1] = c.BackwardData(ctx, s, g, w, 4, make([]int32, s.InputLen()))
		reports["backward_weights"], err[2] = c.BackwardWeights(ctx, s, x, g, 9, make([]int32, s.WeightLen()))
		signs, err[3] = c.PSG(ctx, s, x, g, conv.PSGOptions{Threshold: fixed(math.MaxUint32)}, make([]int8, s.WeightLen()))
		reports["psg_predict"], reports["psg_masked"] = signs.Predict, signs.Masked
		if errors.Join(err[:]...) != nil {
			t.Fatal(errors.Join(err[:]...))
		}
		for pass, report := range reports {
			least := map[string]float64{"psg_predict": 1.25, "backward_data": []float64{0.95, 0.5}[layer.stride-1]}[pass]
			if least == 0 {
				least = 0.87
			}
			share := float64(s.MACs()/16) / float64(report.Counters[isa.Cycles])
			if report.Launches != 1 || share < least {
				t.Errorf("%s of %v: %d launches, the diagonal is busy in %.3f of the cycles, want %.2f", pass, s, report.Launches, share, least)
			}
		}
	}
}

// Nobody's weights count as decided: the masked pass switches their multipliers off, and a tile whose channels are all decided
// is skipped, the last one too, which has fewer.
func TestDepthwiseMask(t *testing.T) {
	const lanes = 16
	s := depthwise(2, 24, 6, 1)
	x, _, g := operands(rand.New(rand.NewSource(seed(t))), s, false)
	c := open(t, "sim:ultra96")
	vectors := uint64(s.Batch * s.OutH() * s.OutW())
	for _, tau := range []uint32{math.MaxUint32, 1 << 31, 1<<31 - 1} {
		report := checkSigns(t, "sim:ultra96", c, lanes, s, x, g, conv.PSGOptions{Threshold: fixed(tau)})
		off := uint64(9*(2*lanes*lanes-24)) * vectors
		if report.Decided != 0 || report.SkippedTiles != 0 || report.Masked.Counters[isa.MaskedMACs] != off {
			t.Errorf("tau %d: %+v, %d multipliers off, want %d", tau, report, report.Masked.Counters[isa.MaskedMACs], off)
		}
	}
	all := checkSigns(t, "sim:ultra96", c, lanes, s, x, g, conv.PSGOptions{Threshold: fixed(math.MaxUint32), SkipLimit: 8*lanes + lanes - 1})
	if all.Tiles != 18 || all.SkippedTiles != 9 || all.SkippedWeights != 9*8 {
		t.Errorf("with a limit of 8 weights of a tile: %+v, want the 9 tiles of 8 channels skipped", all)
	}
}

func TestDepthwiseShapes(t *testing.T) {
	s := depthwise(1, 6, 4, 1)
	if text := s.String(); !strings.Contains(text, "-> 6 depthwise") || s.Validate() != nil {
		t.Errorf("%s: %v", text, s.Validate())
	}
	s.OutC = 7
	if err := s.Validate(); !errors.Is(err, conv.ErrShape) || !strings.Contains(fmt.Sprint(err), "as many output channels") {
		t.Errorf("%v", err)
	}
}
