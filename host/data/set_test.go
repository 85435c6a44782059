// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"math"
	"testing"
)

func TestSetImage(t *testing.T) {
	s := newDice(t).set(5, 3, 4, 6)
	for i := range s.Len() {
		got := s.Image(i)
		if !bytes.Equal(got, s.Pixels[i*72:i*72+72]) || cap(got) != 72 {
			t.Errorf("image %d has %d pixels, capacity %d", i, len(got), cap(got))
		}
	}
}

func TestSetCheckAcceptsValid(t *testing.T) {
	if err := newDice(t).set(5, 3, 4, 6).Check(); err != nil {
		t.Error(err)
	}
}

func TestSetCheck(t *testing.T) {
	cases := []struct {
		name  string
		spoil func(*Set)
		cause error
	}{
		{"no channels", func(s *Set) { s.C = 0 }, ErrConfig},
		{"negative height", func(s *Set) { s.H = -4 }, ErrConfig},
		{"no width", func(s *Set) { s.W = 0 }, ErrConfig},
		{"no images", func(s *Set) { s.Labels, s.Pixels = nil, nil }, ErrEmpty},
		{"pixel missing", func(s *Set) { s.Pixels = s.Pixels[1:] }, ErrMismatch},
		{"pixel too many", func(s *Set) { s.Pixels = append(s.Pixels, 0) }, ErrMismatch},
		{"image missing", func(s *Set) { s.Pixels = s.Pixels[72:] }, ErrMismatch},
		{"product overflows", func(s *Set) { s.C, s.H, s.W = math.MaxInt, math.MaxInt, math.MaxInt }, ErrMismatch},
		{"label too large", func(s *Set) { s.Labels[4] = 10 }, ErrLabel},
		{"mean missing", func(s *Set) { s.Norm.Mean = s.Norm.Mean[1:] }, ErrMismatch},
		{"deviation missing", func(s *Set) { s.Norm.Std = s.Norm.Std[1:] }, ErrMismatch},
		{"deviation zero", func(s *Set) { s.Norm.Std[2] = 0 }, ErrConfig},
		{"deviation not a number", func(s *Set) { s.Norm.Std[0] = math.NaN() }, ErrConfig},
		{"deviation infinite", func(s *Set) { s.Norm.Std[0] = math.Inf(1) }, ErrConfig},
		{"mean not a number", func(s *Set) { s.Norm.Mean[0] = math.NaN() }, ErrConfig},
		{"mean infinite", func(s *Set) { s.Norm.Mean[0] = math.Inf(-1) }, ErrConfig},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := newDice(t).set(5, 3, 4, 6)
			c.spoil(s)
			wantError(t, s.Check(), c.cause, "random")
		})
	}
}
