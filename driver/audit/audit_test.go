// SPDX-License-Identifier: Apache-2.0

package audit

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/conv"
	"github.com/e2train/e2train/driver/drivertest"
	"github.com/e2train/e2train/driver/replay"
	_ "github.com/e2train/e2train/driver/simdev"
	"github.com/e2train/e2train/rtl/isa"
)

func open(t *testing.T, address string) driver.Device {
	t.Helper()
	d, err := driver.Open(address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// faulty spoils one launch in a way that the audit has to notice.
type faulty struct {
	driver.Device
	at    int // launch that is spoilt, from 0
	spoil func(p *driver.Program, a *driver.Activity)
}

func (f *faulty) Launch(ctx context.Context, p driver.Program) (driver.Activity, error) {
	a, err := f.Device.Launch(ctx, p)
	if f.at--; f.at == -1 {
		f.spoil(&p, &a)
	}
	return a, err
}

// spoilBytes changes a byte of whatever the program stored.
func spoilBytes(p *driver.Program, _ *driver.Activity) {
	s := p.Code.Segments[0].Store[0]
	region := p.Bases[s.Base]
	b := make([]byte, 1)
	at := region.Offset + int64(s.Offset)
	region.Memory.ReadAt(b, at)
	b[0]++
	region.Memory.WriteAt(b, at)
}

// convolve runs the three passes of a small convolution on a device.
func convolve(t *testing.T, d driver.Device, rounds int) error {
	t.Helper()
	r, err := conv.New(d)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s := conv.Shape{Batch: 2, InC: 5, OutC: 6, InH: 7, InW: 8, KH: 3, KW: 3, StrideY: 1, StrideX: 1, PadTop: 1, PadLeft: 1}
	x := conv.Activations{Codes: make([]byte, s.InputLen())}
	w, g := make([]int8, s.WeightLen()), make([]int16, s.OutputLen())
	for i := range x.Codes {
		x.Codes[i] = byte(i * 7)
	}
	for i := range w {
		w[i] = int8(i * 5)
	}
	for i := range g {
		g[i] = int16(i * 3)
	}
	ctx := context.Background()
	for range rounds {
		if _, err := r.Forward(ctx, s, x, w, 0, make([]int32, s.OutputLen())); err != nil {
			return err
		}
		if _, err := r.BackwardData(ctx, s, g, w, 0, make([]int32, s.InputLen())); err != nil {
			return err
		}
		if _, err := r.BackwardWeights(ctx, s, x, g, 0, make([]int32, s.WeightLen())); err != nil {
			return err
		}
	}
	return nil
}

func TestAuditedDeviceConforms(t *testing.T) {
	drivertest.TestDevice(t, func(t *testing.T) driver.Device {
		d, err := New(open(t, "sim:tiny?limit=64MB"), open(t, "sim:tiny"), Options{Share: 1})
		if err != nil {
			t.Fatal(err)
		}
		return d
	})
}

func TestCoverage(t *testing.T) {
	var before Coverage
	for _, share := range []float64{1e-9, 0.3, 1} {
		d, err := New(open(t, "sim:tiny"), open(t, "sim:tiny"), Options{Share: share, Seed: 5})
		if err != nil {
			t.Fatal(err)
		}
		if err := convolve(t, d, 10); err != nil {
			t.Fatal(err)
		}
		c := d.Coverage()
		for name, p := range map[string]Part{"launches": c.Launches, "cycles": c.Cycles, "instructions": c.Instructions, "geometries": c.Geometries} {
			switch {
			case p.All == 0:
				t.Errorf("share %v: no %s", share, name)
			case share < 0.1 && p.Audited != 0, share == 1 && p.Audited != p.All, share == 0.3 && (p.Audited == 0 || name == "launches" && p.Audited == p.All):
				t.Errorf("share %v: %d of %d %s were audited", share, p.Audited, p.All, name)
			}
		}
		if before.Launches.All != 0 && (c.Launches.All != before.Launches.All || c.Instructions.All != before.Instructions.All) {
			t.Errorf("the share changes what is launched: %+v, %+v", before, c)
		}
		if c.Geometries.All >= c.Instructions.All {
			t.Errorf("%d geometries of %d instructions", c.Geometries.All, c.Instructions.All)
		}
		before = c
	}
}

// TestDifferences spoils one launch of many and wants the audit to find exactly that one.
func TestDifferences(t *testing.T) {
	for name, spoil := range map[string]func(*driver.Program, *driver.Activity){
		"byte":    spoilBytes,
		"cycles":  func(_ *driver.Program, a *driver.Activity) { a.Counters[isa.Cycles]++ },
		"maximum": func(_ *driver.Program, a *driver.Activity) { a.MaxAbs++ },
	} {
		t.Run(name, func(t *testing.T) {
			var kept *replay.Record
			save := func(r *replay.Record) (string, error) { kept = r; return "launch.file", nil }
			other := open(t, "sim:tiny")
			d, err := New(&faulty{open(t, "sim:tiny"), 4, spoil}, other, Options{Share: 1, Save: save})
			if err != nil {
				t.Fatal(err)
			}
			err = convolve(t, d, 10)
			if !errors.Is(err, replay.ErrDifference) || !strings.Contains(err.Error(), "e2train replay launch.file --device sim:tiny") {
				t.Fatalf("got error %v, want one that wraps %v", err, replay.ErrDifference)
			}
			if d.Coverage().Launches.Audited != 4 {
				t.Errorf("%d launches were audited before", d.Coverage().Launches.Audited)
			}
			got, err := kept.Launch.Run(context.Background(), other)
			if err != nil {
				t.Fatal(err)
			}
			if err := replay.Compare(got, &kept.Want, true); !errors.Is(err, replay.ErrDifference) {
				t.Errorf("the launch that was kept shows nothing: %v", err)
			}
		})
	}
}

func TestOptions(t *testing.T) {
	tiny, zed8 := open(t, "sim:tiny"), open(t, "sim:zed8")
	for _, share := range []float64{0, -1, 1.01, math.NaN()} {
		if _, err := New(tiny, tiny, Options{Share: share}); !errors.Is(err, ErrOptions) {
			t.Errorf("share %v: got error %v", share, err)
		}
	}
	if _, err := New(tiny, zed8, Options{Share: 1}); !errors.Is(err, ErrOptions) {
		t.Errorf("other configuration: got error %v", err)
	}
}
