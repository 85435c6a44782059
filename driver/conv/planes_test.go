// SPDX-License-Identifier: Apache-2.0

package conv_test

import (
	"context"
	"errors"
	"math/rand"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/e2train/e2train/driver/conv"
)

// byPlanes is a Runner that puts together what a PlaneRunner hands over.
type byPlanes struct {
	*conv.Convolver
	t *testing.T
}

func (b byPlanes) Forward(ctx context.Context, s conv.Shape, x conv.Activations, w []int8, shift uint, y []int32) (conv.Report, error) {
	return b.collect(y, s.OutH()*s.OutW()*conv.HostBlock, func(take conv.PlaneFunc) (conv.Report, error) {
		return b.ForwardPlanes(ctx, s, x, w, shift, take)
	})
}

func (b byPlanes) BackwardData(ctx context.Context, s conv.Shape, g []int16, w []int8, shift uint, dx []int32) (conv.Report, error) {
	return b.collect(dx, s.InH*s.InW*conv.HostBlock, func(take conv.PlaneFunc) (conv.Report, error) {
		return b.BackwardDataPlanes(ctx, s, g, w, shift, take)
	})
}

// collect fails unless a pass hands over every plane of n values once.
func (b byPlanes) collect(dst []int32, n int, pass func(conv.PlaneFunc) (conv.Report, error)) (conv.Report, error) {
	b.t.Helper()
	times := make([]atomic.Int32, len(dst)/n)
	report, err := pass(func(plane int, values []int32) {
		times[plane].Add(1)
		if copy(dst[plane*n:(plane+1)*n], values) != n || len(values) != n {
			b.t.Errorf("plane %d has %d values, want %d", plane, len(values), n)
		}
	})
	for plane := range times {
		if k := times[plane].Load(); err == nil && k != 1 {
			b.t.Errorf("plane %d was handed over %d times", plane, k)
		}
	}
	return report, err
}

func TestPlanesEqualReference(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	addresses := []string{"sim:ultra96", "sim:zed8", "sim:tiny"}
	runners := make([]byPlanes, len(addresses))
	for i, address := range addresses {
		runners[i] = byPlanes{open(t, address), t}
	}
	for range 12 {
		s := randomShape(r)
		x, w, g := operands(r, s, r.Intn(2) == 0)
		want, _ := passes(t, conv.Reference{}, s, x, w, g)
		for i, c := range runners {
			got, _ := passes(t, c, s, x, w, g)
			compare(t, addresses[i], s, got, want)
		}
	}
}

// Little memory makes several launches, then cuts rows, and at last sums, also those of images of one row.
func TestPlanesOfSmallMemory(t *testing.T) {
	r := rand.New(rand.NewSource(seed(t)))
	for _, s := range []conv.Shape{
		{Batch: 2, InC: 150, OutC: 70, InH: 9, InW: 5, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1},
		{Batch: 2, InC: 600, OutC: 600, InH: 1, InW: 6, KH: 1, KW: 3, StrideY: 1, StrideX: 1, PadLeft: 1, PadRight: 1},
	} {
		x, w, g := operands(r, s, false)
		wantY, wantDX := matrixPasses(t, conv.Reference{}, s, x, w, g)
		for _, limit := range []string{"1MB", "48KB", "32KB", "24KB"} {
			y, dx := matrixPasses(t, byPlanes{open(t, "sim:ultra96?limit="+limit), t}, s, x, w, g)
			if !slices.Equal(y, wantY) || !slices.Equal(dx, wantDX) {
				t.Errorf("%v with %s: y equal %t, dx equal %t", s, limit, slices.Equal(y, wantY), slices.Equal(dx, wantDX))
			}
		}
	}
}

// matrixPasses runs the passes whose results have planes.
func matrixPasses(t *testing.T, c conv.Runner, s conv.Shape, x conv.Activations, w []int8, g []int16) (y, dx []int32) {
	t.Helper()
	y, dx = make([]int32, s.OutputLen()), make([]int32, s.InputLen())
	if _, err := c.Forward(context.Background(), s, x, w, 2, y); err != nil {
		t.Fatal(err)
	}
	if _, err := c.BackwardData(context.Background(), s, g, w, 7, dx); err != nil {
		t.Fatal(err)
	}
	return y, dx
}

func TestPlanesRefuseOperands(t *testing.T) {
	s := conv.Shape{Batch: 1, InC: 3, OutC: 3, InH: 4, InW: 4, KH: 1, KW: 1, StrideY: 1, StrideX: 1}
	x, w, g := operands(rand.New(rand.NewSource(1)), s, false)
	c := open(t, "sim:ultra96")
	take := func(int, []int32) { t.Error("a plane is handed over") }
	for name, run := range map[string]func() error{
		"no taker": func() error { _, err := c.ForwardPlanes(context.Background(), s, x, w, 0, nil); return err },
		"weights":  func() error { _, err := c.ForwardPlanes(context.Background(), s, x, w[1:], 0, take); return err },
		"no taker of dx": func() error {
			_, err := c.BackwardDataPlanes(context.Background(), s, g, w, 0, nil)
			return err
		},
		"gradient": func() error { _, err := c.BackwardDataPlanes(context.Background(), s, g[1:], w, 0, take); return err },
	} {
		if err := run(); !errors.Is(err, conv.ErrOperand) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
