// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"encoding/json"
	"errors"
	"math"
	"testing"
)

func TestScheduleAt(t *testing.T) {
	for _, c := range []struct {
		text string
		want []float64 // at 0, 1/4, 1/2, 3/4 and 1
	}{
		{"0.05", []float64{0.05, 0.05, 0.05, 0.05, 0.05}},
		{"linear:0.5:0.25", []float64{0.5, 0.4375, 0.375, 0.3125, 0.25}},
		{"linear:0:8", []float64{0, 2, 4, 6, 8}},
		{"cosine:1:0", []float64{1, (2 + math.Sqrt2) / 4, 0.5, (2 - math.Sqrt2) / 4, 0}},
		{"cosine:0:4", []float64{0, 2 - math.Sqrt2, 2, 2 + math.Sqrt2, 4}},
		{"steps:7@0", []float64{7, 7, 7, 7, 7}},
		{"steps:1@0,2@0.25,3@0.7,4@0.75", []float64{1, 2, 2, 4, 4}},
	} {
		s, err := ParseSchedule(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if got := s.String(); got != c.text {
			t.Errorf("%s became %s", c.text, got)
		}
		for i, want := range c.want {
			if got := s.At(float64(i) / 4); math.Abs(got-want) > 1e-15 {
				t.Errorf("%s at %g: got %v, want %v", c.text, float64(i)/4, got, want)
			}
		}
	}
}

// Ends are exact, and what lies between is not outside.
func TestScheduleStaysBetween(t *testing.T) {
	for _, text := range []string{"linear:0.1:0.02", "cosine:0.1:0.02", "cosine:0:0.9999999999999999", "linear:0.3:0.3"} {
		s, err := ParseSchedule(text)
		if err != nil {
			t.Fatal(err)
		}
		a, b := s.values()[0], s.values()[1]
		if s.At(0) != a || s.At(1) != b {
			t.Errorf("%s: ends %v and %v", text, s.At(0), s.At(1))
		}
		low, high := min(a, b), max(a, b)
		for i := range 10000 {
			if v := s.At(float64(i) / 9999); v < low-1e-16 || v > high+1e-16 {
				t.Fatalf("%s: %v at %v", text, v, float64(i)/9999)
			}
		}
	}
}

func TestWholeAt(t *testing.T) {
	s, err := ParseSchedule("linear:0:4")
	if err != nil {
		t.Fatal(err)
	}
	for f, want := range map[float64]int{0: 0, 0.125: 0, 0.13: 1, 0.375: 2, 0.5: 2, 1: 4} {
		if got := s.WholeAt(f); got != want {
			t.Errorf("at %g: got %d, want %d", f, got, want)
		}
	}
}

func TestParseScheduleRejects(t *testing.T) {
	for _, text := range []string{
		"", "x", "NaN", "Inf", "linear", "linear:", "linear:1", "linear:1:x", "linear:1:2:3", "cosine:1", "step:1@0", "steps:", "steps:1",
		"steps:1@0.5", "steps:1@0,2@0", "steps:1@0,2@0.5,3@0.4", "steps:1@0,2@1", "steps:x@0", "steps:1@x", "steps:1@0,",
		"steps:1@0,1@0.1,1@0.2,1@0.3,1@0.4,1@0.5,1@0.6,1@0.7,1@0.8", "linear:-Inf:1",
	} {
		if s, err := ParseSchedule(text); !errors.Is(err, ErrValue) {
			t.Errorf("%q: got %v and error %v", text, s, err)
		}
	}
}

func TestScheduleJSON(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "0.3": "0.3", "1e-7": "1e-7", "16": "16", "linear:1:2": `"linear:1:2"`, "steps:1@0,2@0.5": `"steps:1@0,2@0.5"`,
	} {
		s, err := ParseSchedule(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := json.Marshal(s)
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s (%v), want %s", text, got, err, want)
		}
		var back Schedule
		if err := json.Unmarshal(got, &back); err != nil || back != s {
			t.Errorf("%s: came back as %v (%v)", text, back, err)
		}
	}
	for _, bad := range []string{`true`, `"x"`, `[1]`} {
		var s Schedule
		if err := json.Unmarshal([]byte(bad), &s); !errors.Is(err, ErrValue) {
			t.Errorf("%s: got error %v", bad, err)
		}
	}
}
