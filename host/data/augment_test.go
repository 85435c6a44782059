// SPDX-License-Identifier: Apache-2.0

package data

import (
	"errors"
	"testing"
)

// TestDrawIsUniform counts each of the 81 positions and both directions. With
// 200 expected, the standard deviation is 14; six of them are allowed.
func TestDrawIsUniform(t *testing.T) {
	d := newDice(t)
	seed, counts := d.bits(), map[view]int{}
	for i := range 162 * 200 {
		counts[StandardAugment().draw(seed, i%7, int32(i/7))]++
	}
	for v, n := range counts {
		if v.top < -4 || v.top > 4 || v.left < -4 || v.left > 4 {
			t.Errorf("view %+v is outside the padding", v)
		}
		if n < 200-85 || n > 200+85 {
			t.Errorf("view %+v occurs %d times, want about 200", v, n)
		}
	}
	if len(counts) != 162 {
		t.Errorf("%d of 162 views occur", len(counts))
	}
}

func TestDrawHonoursFields(t *testing.T) {
	for i := range int32(200) {
		if v := (Augment{}).draw(1, 2, i); v != (view{}) {
			t.Fatalf("without augmentation the view is %+v", v)
		}
		if v := (Augment{Pad: 2}).draw(1, 2, i); v.mirror {
			t.Fatal("an image is mirrored though Flip is false")
		}
		if v := (Augment{Flip: true}).draw(1, 2, i); v.top != 0 || v.left != 0 {
			t.Fatalf("without padding the view is %+v", v)
		}
	}
}

// TestDrawIsPinned fails if decisions change from those of earlier releases.
func TestDrawIsPinned(t *testing.T) {
	want := []view{{0, 1, true}, {1, -3, true}, {-1, -4, false}, {-2, 1, false}}
	for i, w := range want {
		if got := StandardAugment().draw(42, 3, int32(i)); got != w {
			t.Errorf("view of image %d is %+v, want %+v", i, got, w)
		}
	}
}

func TestAugmentCheck(t *testing.T) {
	cases := []struct {
		pad   int
		cause error
	}{{-1, ErrConfig}, {0, nil}, {4, nil}, {5, nil}, {6, ErrConfig}}
	for _, c := range cases {
		if err := (Augment{Pad: c.pad}).check(5, 8); !errors.Is(err, c.cause) {
			t.Errorf("padding %d: error is %v, want %v", c.pad, err, c.cause)
		}
	}
}
