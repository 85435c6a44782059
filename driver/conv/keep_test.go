// SPDX-License-Identifier: Apache-2.0

package conv

import (
	"context"
	"math/rand"
	"os"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// keptLayer is a layer with operands and results of one step.
type keptLayer struct {
	shape  Shape
	x      Activations
	w      []int8
	g      []int16
	y, dx  []int32
	dw     []int32
	signs  []int8
	report [4]Report // forward, backward-weights, backward-data, the masked pass
}

func newKeptLayer(r *rand.Rand) *keptLayer {
	s := randomShape(r)
	if r.Intn(4) == 0 && !s.Depthwise {
		s.InC = 1 + r.Intn(3) // folded, perhaps
	}
	l := &keptLayer{
		shape: s, x: Activations{Codes: make([]byte, s.InputLen())}, w: make([]int8, s.WeightLen()), g: make([]int16, s.OutputLen()),
		y: make([]int32, s.OutputLen()), dx: make([]int32, s.InputLen()), dw: make([]int32, s.WeightLen()), signs: make([]int8, s.WeightLen()),
	}
	for i := range l.w {
		l.w[i] = int8(r.Intn(256))
	}
	return l
}

// fill draws new operands, zero in padded channels.
func (l *keptLayer) fill(r *rand.Rand) {
	s := l.shape
	plane := func(c, h, w, i int) int { return i/(h*w*HostBlock)%Blocks(c)*HostBlock + i%HostBlock }
	for i := range l.x.Codes {
		l.x.Codes[i] = 0
		if plane(s.InC, s.InH, s.InW, i) < s.InC {
			l.x.Codes[i] = byte(r.Intn(256))
		}
	}
	for i := range l.g {
		l.g[i] = 0
		if plane(s.OutC, s.OutH(), s.OutW(), i) < s.OutC {
			l.g[i] = int16(r.Intn(1 << 16))
		}
	}
}

// keptRunner is what a step needs.
type keptRunner interface {
	Runner
	SignRunner
}

// keptStep runs a training step over layers as package nn does: inputs are kept from the forward pass on, output gradients during
// the backward passes. keeper may be nil.
func keptStep(ctx context.Context, run keptRunner, keeper Keeper, layers []*keptLayer, signs bool) (err error) {
	note := func(at *Report, r Report, failed error) {
		*at = r
		if err == nil {
			err = failed
		}
	}
	for _, l := range layers {
		if keeper != nil {
			keeper.Keep(&l.x.Codes[0])
		}
		r, failed := run.Forward(ctx, l.shape, l.x, l.w, 12, l.y)
		note(&l.report[0], r, failed)
	}
	for _, l := range slices.Backward(layers) {
		if keeper != nil {
			keeper.Keep(&l.g[0])
		}
		if signs {
			p, failed := run.PSG(ctx, l.shape, l.x, l.g, PSGOptions{Threshold: func(m int64) uint32 { return uint32(m / 20) }}, l.signs)
			note(&l.report[3], p.Masked, failed)
		}
		r, failed := run.BackwardWeights(ctx, l.shape, l.x, l.g, 12, l.dw)
		note(&l.report[1], r, failed)
		r, failed = run.BackwardData(ctx, l.shape, l.g, l.w, 12, l.dx)
		note(&l.report[2], r, failed)
		if keeper != nil {
			keeper.Release(&l.g[0])
			keeper.Release(&l.x.Codes[0])
		}
	}
	return err
}

// Steps in which operands stay on the device have the results and counters of steps in which all are moved; what was moved and what was
// kept are together what is moved then; and a Timer that is told the same knows every report.
func TestKeptOperands(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	addresses := []string{"sim:ultra96", "sim:tiny?limit=200KB"}
	if os.Getenv("E2TRAIN_FULL") == "1" {
		addresses = append(addresses, "sim:tiny", "sim:tiny?limit=1MB", "sim:zed8?limit=400KB")
	}
	for _, address := range addresses {
		device := openDevice(t, address)
		keeping, moving := newConvolver(t, device), newConvolver(t, openDevice(t, address))
		timer := NewTimer(device.Info())
		var layers, plain, want []*keptLayer
		for range 3 {
			l := newKeptLayer(r)
			other, exact := *l, *l
			other.y, other.dx, other.dw, other.signs = slices.Clone(l.y), slices.Clone(l.dx), slices.Clone(l.dw), slices.Clone(l.signs)
			exact.y, exact.dx, exact.dw, exact.signs = slices.Clone(l.y), slices.Clone(l.dx), slices.Clone(l.dw), slices.Clone(l.signs)
			layers, plain, want = append(layers, l), append(plain, &other), append(want, &exact)
		}
		var kept int64
		for step := range 3 {
			for _, l := range layers {
				l.fill(r) // in place: also of the others, which share operands
			}
			signs := step == 1
			ctx := t.Context()
			if err := keptStep(ctx, keeping, keeping, layers, signs); err != nil {
				t.Fatal(err)
			}
			if err := keptStep(ctx, moving, nil, plain, signs); err != nil {
				t.Fatal(err)
			}
			if err := keptStep(ctx, Reference{}, nil, want, signs); err != nil {
				t.Fatal(err)
			}
			for i, l := range layers {
				if !slices.Equal(l.y, want[i].y) || !slices.Equal(l.dx, want[i].dx) || !slices.Equal(l.dw, want[i].dw) || !slices.Equal(l.signs, want[i].signs) {
					t.Fatalf("%s: step %d: results of %v differ from the reference", address, step, l.shape)
				}
				kept += sameButKept(t, address, l, plain[i])
			}
			if !signs {
				timed(t, timer, layers)
			}
		}
		if kept == 0 {
			t.Errorf("%s: nothing was kept", address)
		}
	}
}

// sameButKept compares the reports of a layer with those of passes that moved everything, and returns the bytes that were kept.
func sameButKept(t *testing.T, address string, l, plain *keptLayer) (kept int64) {
	t.Helper()
	for i, got := range l.report {
		want := plain.report[i]
		kept += got.BytesKept
		if want.BytesKept != 0 || got.BytesToDevice+got.BytesKept != want.BytesToDevice || (got.BytesKept > 0) != (got.Transfers < want.Transfers) {
			t.Errorf("%s: %v: %d bytes moved in %d transfers, %d kept; without keeping %d moved in %d", address, l.shape, got.BytesToDevice,
				got.Transfers, got.BytesKept, want.BytesToDevice, want.Transfers)
		}
		got.BytesToDevice, got.BytesKept, got.Transfers = want.BytesToDevice, 0, want.Transfers
		if got != want {
			t.Errorf("%s: %v: got %+v, want %+v", address, l.shape, got, want)
		}
	}
	return kept
}

// timed compares the reports of a step with those of a timer.
func timed(t *testing.T, timer *Timer, layers []*keptLayer) {
	t.Helper()
	same := func(l *keptLayer, pass Pass, i int) {
		want := l.report[i]
		want.Saturated = false
		got, err := timer.Time(l.shape, pass, false, Operands{X: l, G: timer})
		if err != nil || got != want {
			t.Errorf("%v of %v: the timer says %+v, error %v; it was %+v", pass, l.shape, got, err, want)
		}
	}
	for _, l := range layers {
		timer.Keep(l)
		same(l, Forward, 0)
	}
	for _, l := range slices.Backward(layers) {
		timer.Keep(timer)
		same(l, BackwardWeights, 1)
		same(l, BackwardData, 2)
		timer.Release(timer)
		timer.Release(l)
	}
}

// After a launch that failed nothing is believed to be on the device.
func TestNothingIsKeptAfterAnError(t *testing.T) {
	r := rand.New(rand.NewSource(testSeed(t)))
	device := &failing{Device: openDevice(t, "sim:tiny")}
	c := newConvolver(t, device)
	l := newKeptLayer(r)
	l.fill(r)
	c.Keep(&l.x.Codes[0])
	if _, err := c.Forward(t.Context(), l.shape, l.x, l.w, 12, l.y); err != nil {
		t.Fatal(err)
	}
	device.fail = true
	if _, err := c.Forward(t.Context(), l.shape, l.x, l.w, 12, l.y); err == nil {
		t.Fatal("no error")
	}
	device.fail = false
	report, err := c.BackwardWeights(t.Context(), l.shape, l.x, l.g, 12, l.dw)
	if err != nil || report.BytesKept != 0 {
		t.Errorf("%d bytes kept, error %v", report.BytesKept, err)
	}
}

// failing is a device that can lose launches.
type failing struct {
	driver.Device
	fail bool
}

func (f *failing) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	if f.fail {
		return driver.Activity{}, driver.ErrHardware
	}
	return f.Device.Launch(ctx, p)
}

// Pieces stay where they are, gaps are used, and where there is no room the latest leaves first.
func TestResidence(t *testing.T) {
	const page = driver.MemoryAlign
	r := newResidence(4*page + 100)
	sized := func(images, x, y int) *job {
		j := &job{n1: images, in1: 1, out1: 1, y1: 1, s1: 1, code: &isa.Program{}}
		j.sizes[baseSource], j.sizes[baseOutput] = x, y
		return j
	}
	for step, want := range []struct {
		tensor string
		job    *job
		at     [2]int64 // source, result
		there  bool
	}{
		{"a", sized(1, page, page), [2]int64{0, page}, false},
		{"b", sized(2, page+2, page), [2]int64{page, 3 * page}, false},
		{"a", sized(1, page, page), [2]int64{0, 3 * page}, true},
		{"b", sized(1, page/2, page), [2]int64{page, 2 * page}, false}, // other rows: what there was of it has to leave
		{"a", sized(1, page, page), [2]int64{0, 2 * page}, true},
		{"", sized(1, 3*page, page), [2]int64{0, 3 * page}, false},
	} {
		if want.tensor != "" && !r.tensors[want.tensor] {
			r.keep(want.tensor)
		}
		p := r.place(want.job, Forward, &Operands{X: want.tensor})
		if got := [2]int64{p.at[baseSource], p.at[baseOutput]}; got != want.at || p.there[baseSource] != want.there {
			t.Errorf("step %d: at %d, there %t, want %d, %t; pieces %+v", step, got, p.there[baseSource], want.at, want.there, r.pieces)
		}
	}
}

func openDevice(t *testing.T, address string) driver.Device {
	t.Helper()
	device, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { device.Close() })
	return device
}

func newConvolver(t *testing.T, device driver.Device) *Convolver {
	t.Helper()
	c, err := New(device)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
