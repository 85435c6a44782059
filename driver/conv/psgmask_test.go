// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

// Predictions of several launches may exceed the mask's int32: they are saturated, not cut, so that no sign changes.
func TestMaskSaturates(t *testing.T) {
	config, err := isa.ConfigByName("tiny")
	if err != nil {
		t.Fatal(err)
	}
	s := Shape{Batch: 1, InC: 4, OutC: 4, InH: 1, InW: 1, KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	run := &layerRun{Convolver: &Convolver{config: *config}, shape: s}
	run.psg.predicted = make([]int64, s.WeightLen())
	copy(run.psg.predicted, []int64{1 << 40, -1 << 40, 5, -6, math.MaxInt32 + 1, math.MinInt32 - 1, math.MinInt32})
	want := []int32{math.MaxInt32, -math.MaxInt32, 5, -6, math.MaxInt32, -math.MaxInt32, -math.MaxInt32, 0}
	mask := make([]byte, 4*s.WeightLen())
	run.putPredicted(mask, &job{in1: 1, out1: 1, boxes: []tileBox{{co1: 1, ci1: 1, ky1: 1, kw: 1}}})
	for i, v := range want {
		if got := int32(binary.LittleEndian.Uint32(mask[4*i:])); got != v {
			t.Errorf("prediction %d is %d in the mask, want %d", run.psg.predicted[i], got, v)
		}
	}
}
