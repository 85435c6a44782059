// SPDX-License-Identifier: Apache-2.0

package conv_test

import (
	"context"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/e2train/e2train/driver"
	_ "github.com/e2train/e2train/driver/all"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/sim/kernel"
)

func seed(t *testing.T) int64 {
	t.Helper()
	seed := time.Now().UnixNano()
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseInt(text, 10, 64); err != nil {
			t.Fatalf("E2TRAIN_TEST_SEED=%q: %v", text, err)
		}
	}
	t.Logf("E2TRAIN_TEST_SEED=%d", seed)
	return seed
}

func open(t *testing.T, address string) *conv.Convolver {
	t.Helper()
	device, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	c, err := conv.New(device)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		device.Close()
	})
	return c
}

// A kernel set that there is not is an error, not another set.
func TestUnknownKernels(t *testing.T) {
	device, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	t.Setenv(kernel.EnvName, "abacus")
	if _, err := conv.New(device); err == nil || !strings.Contains(err.Error(), "abacus") {
		t.Errorf("error %v", err)
	}
}

// operands returns random x, w and g of a shape; padded channels are zero.
func operands(r *rand.Rand, s conv.Shape, signed bool) (x conv.Activations, w []int8, g []int16) {
	x = conv.Activations{Codes: make([]byte, s.InputLen()), Signed: signed}
	fill(s.Batch, s.InC, s.InH*s.InW, func(i int) { x.Codes[i] = byte(r.Intn(256)) })
	w = make([]int8, s.WeightLen())
	for i := range w {
		w[i] = int8(r.Intn(256) - 128)
	}
	g = make([]int16, s.OutputLen())
	fill(s.Batch, s.OutC, s.OutH()*s.OutW(), func(i int) { g[i] = int16(r.Intn(65536) - 32768) })
	return x, w, g
}

func fill(batch, channels, pixels int, f func(i int)) {
	for n := range batch {
		for c := range channels {
			for p := range pixels {
				f(((n*conv.Blocks(channels)+c/16)*pixels+p)*16 + c%16)
			}
		}
	}
}

// passes runs the three passes and returns their results one after the other.
func passes(t *testing.T, r conv.Runner, s conv.Shape, x conv.Activations, w []int8, g []int16) (results [3][]int32, launches int) {
	t.Helper()
	ctx := context.Background()
	results = [3][]int32{make([]int32, s.OutputLen()), make([]int32, s.InputLen()), make([]int32, s.WeightLen())}
	for i := range results {
		for k := range results[i] {
			results[i][k] = -1 // every element must be written
		}
	}
	forward, err := r.Forward(ctx, s, x, w, 2, results[0])
	if err != nil {
		t.Fatalf("forward of %v: %v", s, err)
	}
	data, err := r.BackwardData(ctx, s, g, w, 7, results[1])
	if err != nil {
		t.Fatalf("backward_data of %v: %v", s, err)
	}
	weights, err := r.BackwardWeights(ctx, s, x, g, 9, results[2])
	if err != nil {
		t.Fatalf("backward_weights of %v: %v", s, err)
	}
	return results, forward.Launches + data.Launches + weights.Launches
}

func compare(t *testing.T, device string, s conv.Shape, got, want [3][]int32) {
	t.Helper()
	for i, pass := range []conv.Pass{conv.Forward, conv.BackwardData, conv.BackwardWeights} {
		for k := range want[i] {
			if got[i][k] != want[i][k] {
				t.Fatalf("%s: %v of %v: element %d is %d, want %d", device, pass, s, k, got[i][k], want[i][k])
			}
		}
	}
}

func randomShape(r *rand.Rand) conv.Shape {
	for {
		s := conv.Shape{
			Batch: 1 + r.Intn(3), InC: 1 + r.Intn(40), OutC: 1 + r.Intn(40), InH: 1 + r.Intn(14), InW: 1 + r.Intn(14),
			KH: 1 + r.Intn(7), KW: 1 + r.Intn(7), StrideY: 1 + r.Intn(2), StrideX: 1 + r.Intn(2),
		}
		s.PadTop, s.PadBottom, s.PadLeft, s.PadRight = r.Intn(s.KH), r.Intn(s.KH), r.Intn(s.KW), r.Intn(s.KW)
		if s.Depthwise = r.Intn(3) == 0; s.Depthwise {
			s.OutC = s.InC
		}
		if s.Validate() == nil && s.MACs() < 400_000 {
			return s
		}
	}
}

func TestConvolverEqualsReference(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	addresses := []string{"sim:tiny", "sim:zed8", "sim:zedboard", "sim:ultra96"}
	devices := make([]*conv.Convolver, len(addresses))
	for i, address := range addresses {
		devices[i] = open(t, address)
	}
	for range 25 {
		s := randomShape(r)
		x, w, g := operands(r, s, r.Intn(2) == 0)
		want, _ := passes(t, conv.Reference{}, s, x, w, g)
		for i, c := range devices {
			got, _ := passes(t, c, s, x, w, g)
			compare(t, addresses[i], s, got, want)
		}
	}
}

// With less device memory than a layer's tensors, the same results come from more launches.
func TestSmallDeviceMemory(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	s := conv.Shape{Batch: 2, InC: 20, OutC: 24, InH: 17, InW: 13, KH: 3, KW: 3, StrideY: 2, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1}
	x, w, g := operands(r, s, false)
	want, _ := passes(t, conv.Reference{}, s, x, w, g)
	var counts []int
	for _, limit := range []string{"1MB", "64KB", "24KB"} {
		address := "sim:tiny?limit=" + limit
		got, launches := passes(t, open(t, address), s, x, w, g)
		compare(t, address, s, got, want)
		counts = append(counts, launches)
	}
	if !slices.IsSorted(counts) || counts[0] == counts[2] {
		t.Errorf("launches with 1 MB, 64 KB and 24 KB: %v; less memory must take more", counts)
	}
}
