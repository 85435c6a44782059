// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"slices"
	"testing"
)

// The halves have each image of the training set once, as many of each class, in the order of the set, and share the test set.
func TestHalves(t *testing.T) {
	all, err := Open("fashion-sample")
	if err != nil {
		t.Fatal(err)
	}
	var halves [2]Dataset
	for i := range halves {
		spec := "fashion-sample?half=" + string(rune('1'+i))
		if halves[i], err = Open(spec); err != nil {
			t.Fatal(err)
		}
		if err := halves[i].Train.Check(); err != nil {
			t.Error(err)
		}
		if !bytes.Equal(halves[i].Test.Pixels, all.Test.Pixels) || halves[i].Train.Name == all.Train.Name {
			t.Errorf("%s: the test set, or no name of its own", spec)
		}
	}
	var at [2]int
	for i := range all.Train.Len() {
		found := false
		for h := range halves {
			set := halves[h].Train
			if !found && at[h] < set.Len() && set.Labels[at[h]] == all.Train.Labels[i] && bytes.Equal(set.Image(at[h]), all.Train.Image(i)) {
				at[h]++
				found = true
			}
		}
		if !found {
			t.Fatalf("image %d is in no half, or out of order", i)
		}
	}
	if at != [2]int{halves[0].Train.Len(), halves[1].Train.Len()} {
		t.Errorf("%v images of the halves are in the set, they have %d and %d", at, halves[0].Train.Len(), halves[1].Train.Len())
	}
	for class := range all.Train.Classes {
		a, b := count(halves[0].Train, class), count(halves[1].Train, class)
		if a != b && a != b+1 {
			t.Errorf("class %d: %d and %d images", class, a, b)
		}
	}
	again, err := Open("fashion-sample?half=1")
	if err != nil || !bytes.Equal(again.Train.Pixels, halves[0].Train.Pixels) {
		t.Errorf("another half 1 (%v)", err)
	}
}

func count(set *Set, class int) (n int) {
	for _, label := range set.Labels {
		if int(label) == class {
			n++
		}
	}
	return n
}

// Halves are drawn, not the first and the second part.
func TestHalvesAreMixed(t *testing.T) {
	set := &Set{Classes: []string{"a", "b"}, C: 1, H: 1, W: 1}
	for i := range 100 {
		set.Pixels = append(set.Pixels, uint8(i))
		set.Labels = append(set.Labels, uint16(i/50))
	}
	half, err := halve(set, 1)
	if err != nil {
		t.Fatal(err)
	}
	early := 0
	for _, p := range half.Pixels {
		if p%50 < 25 {
			early++
		}
	}
	if half.Len() != 50 || early < 15 || early > 35 || !slices.IsSorted(half.Pixels) {
		t.Errorf("%d images, %d early ones: %v", half.Len(), early, half.Pixels)
	}
}

func TestHalvesReject(t *testing.T) {
	for _, spec := range []string{"fashion-sample?half=3", "fashion-sample?half=", "cifar10:dir?half=x"} {
		_, err := Open(spec)
		wantError(t, err, ErrConfig, spec)
	}
	_, err := Open("mnist?half=1")
	wantError(t, err, ErrUnknown, "mnist?half=1")
	single := &Set{Classes: []string{"a", "b"}, C: 1, H: 1, W: 1, Pixels: []uint8{1, 2, 3}, Labels: []uint16{0, 0, 1}}
	if _, err := halve(single, 1); err == nil {
		t.Error("a class of one image was halved")
	} else {
		wantError(t, err, ErrEmpty, "")
	}
}
