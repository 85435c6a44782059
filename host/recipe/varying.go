// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Schedule is a number that may change over a run: a function of the fraction of the run that lies behind, f from 0 to 1.
//
//	0.05                       constant
//	linear:0.1:0.02            from the first value at f = 0 to the second at f = 1
//	cosine:0.1:0.02            the same along half a period of a cosine
//	steps:0.1@0,0.05@0.5       each value from its f on; the first one is at 0, and there are at most 8
//
// Its JSON form is a number if it is constant, else that text. The zero value is the constant 0. Schedules can be compared.
type Schedule struct {
	kind   scheduleKind
	points int // of a schedule by steps
	from   [maxPoints]float64
	value  [maxPoints]float64
}

type scheduleKind uint8

const (
	constantKind scheduleKind = iota
	linearKind
	cosineKind
	stepsKind
)

const maxPoints = 8

// Constant returns the schedule that is v all the time.
func Constant(v float64) Schedule { return Schedule{value: [maxPoints]float64{v}} }

// At returns the value where the fraction f of the run lies behind, with the same bits on every platform.
func (s Schedule) At(f float64) float64 {
	first, last := s.value[0], s.value[1]
	switch s.kind {
	case linearKind:
		return float64(first*(1-f)) + float64(last*f)
	case cosineKind:
		c := cosHalfPi(f)
		share := float64(c * c)
		return float64(first*share) + float64(last*(1-share))
	case stepsKind:
		i := 0
		for i+1 < s.points && s.from[i+1] <= f {
			i++
		}
		return s.value[i]
	}
	return first
}

// WholeAt returns the value at f rounded to a whole number, half to even.
func (s Schedule) WholeAt(f float64) int { return int(math.RoundToEven(s.At(f))) }

// IsZero reports whether s is the constant 0.
func (s Schedule) IsZero() bool { return s == Schedule{} }

// values returns the numbers that s is given by. What lies between is between them.
func (s *Schedule) values() []float64 {
	switch s.kind {
	case constantKind:
		return s.value[:1]
	case stepsKind:
		return s.value[:s.points]
	}
	return s.value[:2]
}

// Max returns the largest value.
func (s Schedule) Max() float64 {
	most := math.Inf(-1)
	for _, v := range s.values() {
		most = math.Max(most, v)
	}
	return most
}

// check reports the first value that is not ok, as an *Error.
func (s *Schedule) check(flag string, ok func(v float64) bool, want string) error {
	for _, v := range s.values() {
		if !ok(v) {
			return &Error{flag, s.String(), want}
		}
	}
	return nil
}

// String returns the text of s, which [ParseSchedule] reads.
func (s Schedule) String() string {
	switch s.kind {
	case linearKind:
		return "linear:" + text(s.value[0]) + ":" + text(s.value[1])
	case cosineKind:
		return "cosine:" + text(s.value[0]) + ":" + text(s.value[1])
	case stepsKind:
		var points []string
		for i := range s.points {
			points = append(points, text(s.value[i])+"@"+text(s.from[i]))
		}
		return "steps:" + strings.Join(points, ",")
	}
	return text(s.value[0])
}

func text(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Set sets s to what a text says, as package flag does.
func (s *Schedule) Set(text string) error {
	parsed, err := ParseSchedule(text)
	if err == nil {
		*s = parsed
	}
	return err
}

// MarshalJSON implements json.Marshaler.
func (s Schedule) MarshalJSON() ([]byte, error) {
	if s.kind == constantKind {
		return json.Marshal(s.value[0])
	}
	return json.Marshal(s.String())
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *Schedule) UnmarshalJSON(data []byte) error {
	var v float64
	if err := json.Unmarshal(data, &v); err == nil {
		*s = Constant(v)
		return nil
	}
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return fmt.Errorf("%w: a schedule is a number or a text, not %s", ErrValue, data)
	}
	return s.Set(text)
}
