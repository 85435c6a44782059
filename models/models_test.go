// SPDX-License-Identifier: Apache-2.0

package models

import (
	"errors"
	"strings"
	"testing"

	"github.com/e2train/e2train/models/nn"
)

func TestNewKnowsItsNames(t *testing.T) {
	names := Names()
	if len(names) != 20 || names[0] != "resnet8" || names[17] != "resnet110" || names[18] != "mobilenetv2" {
		t.Errorf("names %q", names)
	}
	for i, name := range names {
		net, err := New(name, Config{InChannels: 3, Height: 8, Width: 8, Classes: 10})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := 6*(i+1) + 3 // 2 a block, the stem, 2 shortcuts
		if i >= 18 {
			want = 3*17 + 2 + 4 // 3 a block, stem and head, 4 shortcuts
		}
		if n := len(net.Convs()); n != want {
			t.Errorf("%s has %d convolutions", name, n)
		}
	}
}

func TestNewRejectsUnknownNames(t *testing.T) {
	for _, name := range []string{"", "resnet", "resnet9", "resnet116", "resnet08", "ResNet20", "resnet20 ", "vgg16"} {
		_, err := New(name, Config{InChannels: 3, Height: 8, Width: 8, Classes: 10})
		if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "resnet8, resnet14") || !strings.Contains(err.Error(), "resnet110") {
			t.Errorf("%q: error %v", name, err)
		}
	}
}

func TestNewPassesTheConfiguration(t *testing.T) {
	if net, err := New("resnet8", Config{InChannels: 3, Height: 2, Width: 8, Classes: 10}); !errors.Is(err, nn.ErrShape) || net != nil {
		t.Errorf("network %v, error %v", net, err)
	}
	a, err := New("resnet8", Config{InChannels: 1, Height: 28, Width: 20, Classes: 7, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	b, err := New("resnet8", Config{InChannels: 1, Height: 28, Width: 20, Classes: 7, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	if s := a.Convs()[0].Shape(1); s.InC != 1 || s.InH != 28 || s.InW != 20 {
		t.Errorf("first convolution %s", s)
	}
	last := a.Params()[len(a.Params())-1]
	if len(last.Value) != 7 {
		t.Errorf("%d outputs", len(last.Value))
	}
	if a.Params()[0].Value[0] == b.Params()[0].Value[0] {
		t.Error("the seed makes no difference")
	}
}

// The two MobileNets differ in what stays in float32.
func TestQuantizedMobileNet(t *testing.T) {
	for name, want := range map[string]int{"mobilenetv2": 6, "mobilenetv2-quantized": 0} {
		net, err := New(name, Config{InChannels: 3, Height: 8, Width: 8, Classes: 10})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, c := range net.Convs() {
			if c.Float {
				n++
			}
		}
		if n != want {
			t.Errorf("%s: %d convolutions in float32, not %d", name, n, want)
		}
	}
	if net, err := New("mobilenetv2", Config{InChannels: 3, Height: 3, Width: 8, Classes: 10}); !errors.Is(err, nn.ErrShape) || net != nil {
		t.Errorf("network %v, error %v", net, err)
	}
}
