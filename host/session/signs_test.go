// SPDX-License-Identifier: Apache-2.0

package session

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/ledger"
	"github.com/e2train/e2train/host/recipe"
)

func psgConfig(t *testing.T, device string) recipe.Config {
	c := config(t, device)
	c.PSG = recipe.DefaultPSG()
	return c
}

func TestOpenRefusesPSG(t *testing.T) {
	if _, err := Open(psgConfig(t, "cpu")); !errors.Is(err, recipe.ErrValue) || !strings.Contains(err.Error(), "--psg on cpu") {
		t.Errorf("cpu: got error %v", err)
	}
	c := psgConfig(t, "sim:tiny")
	c.PSG.SkipLimit = recipe.Constant(17)
	if _, err := Open(c); !errors.Is(err, recipe.ErrValue) || !strings.Contains(err.Error(), "0 to 16") {
		t.Errorf("a skip limit above the tile: got error %v", err)
	}
	c.PSG.SkipLimit = recipe.Constant(16)
	open(t, c)
}

// steps trains two steps with PSG and returns the work and the signs of the last one.
func steps(t *testing.T, s *Session, check bool) (ledger.Work, []LayerSigns) {
	t.Helper()
	loader, err := data.NewLoader(s.Data.Train, data.Training(s.Config.Batch, 1))
	if err != nil {
		t.Fatal(err)
	}
	stream, err := loader.At(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	s.CheckSigns(check)
	for range 2 {
		s.Meter.Take()
		b, err := stream.Next()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Train(t.Context(), b, 0.03); err != nil {
			t.Fatal(err)
		}
		b.Release()
	}
	return s.Meter.Take(), s.Signs()
}

// Every convolution has signs, in forward order, and checking them costs nothing and changes nothing.
func TestSigns(t *testing.T) {
	plain, checked := open(t, psgConfig(t, "sim:tiny")), open(t, psgConfig(t, "sim:tiny"))
	work, signs := steps(t, plain, false)
	checkedWork, checkedSigns := steps(t, checked, true)
	if len(signs) != len(plain.Net.Convs()) || len(checkedSigns) != len(signs) {
		t.Fatalf("%d and %d layers, the network has %d", len(signs), len(checkedSigns), len(plain.Net.Convs()))
	}
	for i, c := range plain.Net.Convs() {
		l := signs[i]
		if l.Layer != c.Name || l.Weights != len(c.Weight.Value) || l.Decided == 0 || l.Decided > l.Weights || l.MaxAbs == 0 || l.Check != nil {
			t.Errorf("layer %d, %s: %+v", i, c.Name, l)
		}
		other := checkedSigns[i]
		if other.Check == nil || other.Check.Judged > other.Decided || other.Check.Judged < other.Decided/2 || other.Check.Wrong > other.Check.Judged/2 {
			t.Errorf("%s: check %+v of %d decided", c.Name, other.Check, other.Decided)
		}
		other.Check = nil
		if other != l {
			t.Errorf("%s: %+v with checks, %+v without", c.Name, other, l)
		}
		for _, v := range c.Weight.Grad {
			if v != -1 && v != 0 && v != 1 {
				t.Fatalf("%s: gradient %g", c.Name, v)
			}
		}
	}
	if !reflect.DeepEqual(work, checkedWork) || work.PackedMACs == 0 {
		t.Errorf("work %+v with checks, %+v without", checkedWork, work)
	}
	if !reflect.DeepEqual(plain.Tensors(), checked.Tensors()) {
		t.Error("checks change the weights")
	}
}

func TestNoSignsWithoutPSG(t *testing.T) {
	for _, device := range []string{"cpu", "sim:tiny"} {
		s := open(t, config(t, device))
		if _, signs := steps(t, s, true); len(signs) != 0 {
			t.Errorf("%s: %d layers have signs", device, len(signs))
		}
	}
}
