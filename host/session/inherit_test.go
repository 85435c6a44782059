// SPDX-License-Identifier: Apache-2.0

package session

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/e2train/e2train/host/checkpoint"
	"github.com/e2train/e2train/host/recipe"
	"github.com/e2train/e2train/models/nn"
)

// trainedTensors returns a copy of the tensors of a network that was trained two steps.
func trainedTensors(t *testing.T) []checkpoint.Tensor {
	t.Helper()
	s := open(t, config(t, "sim:tiny"))
	steps(t, s, false)
	var list []checkpoint.Tensor
	for _, x := range s.Tensors() {
		list = append(list, checkpoint.Tensor{Name: x.Name, Data: slices.Clone(x.Data)})
	}
	return list
}

// Weights and state are those of the run before, momenta are not.
func TestInherit(t *testing.T) {
	saved := trainedTensors(t)
	s := open(t, config(t, "sim:tiny"))
	notes, err := s.Inherit(saved)
	if err != nil || len(notes) != 0 {
		t.Fatalf("notes %q, error %v", notes, err)
	}
	for i, x := range s.Tensors() {
		if Inherits(x.Name) != slices.Equal(x.Data, saved[i].Data) {
			t.Errorf("%s: the same %t", x.Name, !Inherits(x.Name))
		}
	}
}

// A last layer for other classes begins anew, and all else is inherited.
func TestInheritOtherClasses(t *testing.T) {
	saved := trainedTensors(t)
	c := config(t, "sim:tiny")
	c.Data = "fashion-sample"
	s, fresh := open(t, c), open(t, c)
	notes, err := s.Inherit(saved)
	if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "10 classes") {
		t.Fatalf("notes %q, error %v", notes, err)
	}
	if !slices.Equal(s.Net.Head().Weight.Value, fresh.Net.Head().Weight.Value) || !slices.Equal(s.Net.Params()[0].Value, saved[0].Data) {
		t.Error("the last layer has changed, or the first one has not")
	}
}

func TestInheritOtherParts(t *testing.T) {
	saved := trainedTensors(t)
	s := open(t, config(t, "sim:tiny"))
	more := append(slices.Clone(saved), checkpoint.Tensor{Name: "gate/value", Data: []float32{1}})
	if notes, err := s.Inherit(more); err != nil || len(notes) != 1 || !strings.Contains(notes[0], "1 tensors that it has") {
		t.Errorf("notes %q, error %v", notes, err)
	}
	if notes, err := s.Inherit(saved[2:]); err != nil || len(notes) != 1 || !strings.Contains(notes[0], "1 tensors that it does not have") {
		t.Errorf("notes %q, error %v", notes, err)
	}
	other := slices.Clone(saved)
	other[0].Data = other[0].Data[1:]
	if _, err := s.Inherit(other); !errors.Is(err, ErrMismatch) {
		t.Errorf("a smaller first layer: got error %v", err)
	}
}

// Training the last layer alone runs the others forward, as an evaluation does, and changes nothing but the last layer.
func TestHeadOnly(t *testing.T) {
	for _, device := range []string{"cpu", "sim:tiny"} {
		c := config(t, device)
		c.Init, c.TrainLayers = "somewhere", recipe.HeadLayer
		s, before := open(t, c), open(t, config(t, device))
		saved := trainedTensors(t)
		for _, x := range []*Session{s, before} {
			if _, err := x.Inherit(saved); err != nil {
				t.Fatal(err)
			}
		}
		work, _ := steps(t, s, false)
		head := s.Net.Head()
		for i, x := range s.Tensors() {
			isHead := strings.HasPrefix(x.Name, head.Name+".")
			if isHead == reflect.DeepEqual(x.Data, before.Tensors()[i].Data) {
				t.Errorf("%s: %s has changed: %t", device, x.Name, !isHead)
			}
		}
		if got, want := work.HostOps[nn.OpOptimizer.String()], int64(len(head.Weight.Value)+len(head.Bias.Value)); got != want {
			t.Errorf("%s: %d parameters updated, want %d", device, got, want)
		}
		if work.HostOps[nn.OpBatchNormBackward.String()] != 0 {
			t.Errorf("%s: something ran backward: %v", device, work.HostOps)
		}
		var forward int64
		for _, conv := range s.Net.Convs() {
			forward += conv.Shape(c.Batch).MACs()
		}
		if work.MACs != forward {
			t.Errorf("%s: %d MACs, a forward pass has %d", device, work.MACs, forward)
		}
	}
}
