// SPDX-License-Identifier: Apache-2.0

package simdev

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/driver/internal/configaddr"
	"github.com/e2train/e2train/rtl/isa"
)

func TestBadAddresses(t *testing.T) {
	for _, address := range []string{
		"sim", "sim:", "sim:ultra97", "sim:tiny?memory=fast", "sim:tiny?speed=9", "sim:tiny?limit=", "sim:tiny?limit=0",
		"sim:tiny?limit=-4MB", "sim:tiny?limit=4TB", "sim:tiny?limit=MB", "sim:tiny?limit=9999999999GB", "sim:tiny?limit=1.5GB", "sim:tiny?%zz", "sim:tiny?lanes=64",
		"sim:ultra96-fp32?lanes=63", "sim:ultra96-fp32?lanes=many", "sim:ultra96-fp32?speed=9", "sim:ultra96-fp32?memory=fast",
	} {
		d, err := driver.Open(address)
		if !errors.Is(err, driver.ErrAddress) || d != nil {
			t.Errorf("%s: got %v and error %v, want one that wraps %v", address, d, err, driver.ErrAddress)
		}
	}
	if _, err := driver.Open("sim:ultra97"); !errors.Is(err, isa.ErrConfig) {
		t.Errorf("unknown configuration: got error %v, want one that wraps %v", err, isa.ErrConfig)
	}
}

func TestLimit(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "4194304": 4 << 20, "3KB": 3 << 10, "4MB": 4 << 20, "2GB": 2 << 30} {
		d, err := driver.Open("sim:zed8?limit=" + text)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Info().Memory; got != want {
			t.Errorf("limit=%s: %d bytes, want %d", text, got, want)
		}
	}
}

func TestListOpens(t *testing.T) {
	addresses := configaddr.List("sim")
	if len(addresses) != len(isa.Configs()) || !slices.Contains(addresses, "sim:ultra96") {
		t.Fatalf("list is %q", addresses)
	}
	for _, address := range addresses {
		d, err := driver.Open(address)
		if err != nil {
			t.Fatal(err)
		}
		if i := d.Info(); "sim:"+i.Config.Name != address || !i.Timed || i.Kind != driver.KindSimulator || i.ClockHz != i.Config.ClockHz {
			t.Errorf("%s: info %+v", address, i)
		}
	}
}

func TestMemoryOfAnotherDevice(t *testing.T) {
	a, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	b, err := driver.Open("sim:tiny")
	if err != nil {
		t.Fatal(err)
	}
	m, err := b.Alloc(100)
	if err != nil {
		t.Fatal(err)
	}
	p := driver.Program{Code: &isa.Program{Segments: make([]isa.Segment, 1)}}
	p.Bases[0].Memory = m
	if _, err := a.Launch(context.Background(), p); !errors.Is(err, isa.ErrProgram) {
		t.Errorf("got error %v, want one that wraps %v", err, isa.ErrProgram)
	}
	if _, err := b.Launch(context.Background(), p); err != nil {
		t.Errorf("on its own device: %v", err)
	}
}
