// SPDX-License-Identifier: Apache-2.0

package nn

import (
	"math"
	"testing"

	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/models/internal/exact"
)

// Every operand at its largest, so that sums come as close to the bounds as they can: nothing saturates, and one bit
// less of shift would.
func TestShiftsAtExtremes(t *testing.T) {
	s := conv.Shape{
		InC: 4, OutC: 64, InH: 9, InW: 9, KH: 3, KW: 3, StrideY: 1, StrideX: 1,
		PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1,
	}
	const batch = 12
	device := newRecorder()
	c := newConv(t, NewDeviceEngine(device, nil), ConvConfig{Shape: s, NonNegative: true})
	fillConstant(c.Weight.Value, -1) // code -128
	x := exact.New(batch, s.InC, s.InH, s.InW).Map(func(float64) float64 { return 1 })
	dy := exact.New(batch, s.OutC, s.OutH(), s.OutW()).Map(func(float64) float64 { return -1 }) // code -32768
	y, dx, dw := runConv(t, c, x, dy)
	for pass, sum := range map[conv.Pass]int64{
		conv.Forward:         255 * 128 * 9 * int64(s.InC),
		conv.BackwardData:    32768 * 128 * 9 * int64(s.OutC),
		conv.BackwardWeights: 255 * 32768 * 81 * batch,
	} {
		shift := device.shifts[pass]
		if conv.RoundShift(sum, shift) > math.MaxInt32 || shift > 0 && conv.RoundShift(sum, shift-1) <= math.MaxInt32 {
			t.Errorf("%s: shift %d for sums of up to %d", pass, shift, sum)
		}
	}
	// The results, rounded to multiples of 2^shift, of sums that need all of int32: relative errors of 2^-30.
	const x8 = 255.0 / 256
	for _, r := range []struct {
		what      string
		got, want float64
	}{
		{"output", largestOf(y.Data), x8 * 9 * float64(s.InC)},
		{"input gradient", largestOf(dx.Data), 9 * float64(s.OutC)},
		{"weight gradient", largestOf(dw), x8 * 81 * batch},
	} {
		if math.Abs(r.got-r.want) > 0x1p-23*r.want {
			t.Errorf("largest %s %g, not %g", r.what, r.got, r.want)
		}
	}
}

// Where only a few inputs, or a few gradients of each channel, are not zero, that bounds the sums of the weight gradient:
// 200 products of 8 and 16 bits need no shift, though there are 972 pixels, and three channels in each lane.
func TestShiftFromSparseOperands(t *testing.T) {
	s := conv.Shape{InC: 33, OutC: 33, InH: 9, InW: 9, KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	const batch, few = 12, 200
	ones := func(c int) exact.Tensor {
		return exact.New(batch, c, 9, 9).Map(func(float64) float64 { return 1 })
	}
	sparse := func(c int) exact.Tensor {
		x := exact.New(batch, c, 9, 9)
		for i := range x.Data {
			if pixel := i/(81*c)*81 + i%81; pixel < few {
				x.Data[i] = 1
			}
		}
		return x
	}
	for _, tt := range []struct {
		name             string
		x, dy            exact.Tensor
		unsigned, signed uint // shifts
	}{
		{"dense", ones(s.InC), ones(s.OutC), 2, 1},
		{"sparse input", sparse(s.InC), ones(s.OutC), 0, 0},
		{"sparse gradient", ones(s.InC), sparse(s.OutC), 0, 0},
	} {
		for nonNegative, want := range map[bool]uint{true: tt.unsigned, false: tt.signed} {
			device := newRecorder()
			runConv(t, newConv(t, NewDeviceEngine(device, nil), ConvConfig{Shape: s, NonNegative: nonNegative}), tt.x, tt.dy)
			if shift := device.shifts[conv.BackwardWeights]; shift != want {
				t.Errorf("%s, unsigned %t: shift %d, not %d", tt.name, nonNegative, shift, want)
			}
		}
	}
}

func TestShiftFor(t *testing.T) {
	for _, tt := range []struct {
		bound int64
		want  uint
	}{
		{0, 0}, {math.MaxInt32, 0}, {math.MaxInt32 + 1, 1}, {2*math.MaxInt32 + 0, 1}, {2*math.MaxInt32 + 1, 2},
		{4*math.MaxInt32 + 1, 2}, {4*math.MaxInt32 + 2, 3}, {math.MaxInt64 / 2, 32},
	} {
		if got := shiftFor(tt.bound); got != tt.want {
			t.Errorf("shift of %d is %d, not %d", tt.bound, got, tt.want)
		}
	}
}
