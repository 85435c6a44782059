// SPDX-License-Identifier: Apache-2.0

package recipe

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ScheduleForms is what a person is told that [ParseSchedule] reads.
const ScheduleForms = "a number, linear:A:B, cosine:A:B or steps:A@0,B@0.5,..."

// ParseSchedule reads the text of a schedule. The error wraps [ErrValue].
func ParseSchedule(text string) (Schedule, error) {
	kind, rest, shaped := strings.Cut(text, ":")
	if !shaped {
		v, err := parseNumber(text)
		return Constant(v), err
	}
	switch kind {
	case "linear":
		return parseEnds(linearKind, rest)
	case "cosine":
		return parseEnds(cosineKind, rest)
	case "steps":
		return parseSteps(rest)
	}
	return Schedule{}, fmt.Errorf("%w: %q is not a schedule: want %s", ErrValue, text, ScheduleForms)
}

func parseEnds(kind scheduleKind, rest string) (Schedule, error) {
	first, last, two := strings.Cut(rest, ":")
	if !two {
		return Schedule{}, fmt.Errorf("%w: %q has one value, want two with a colon between", ErrValue, rest)
	}
	s := Schedule{kind: kind}
	var err error
	if s.value[0], err = parseNumber(first); err != nil {
		return Schedule{}, err
	}
	s.value[1], err = parseNumber(last)
	return s, err
}

func parseSteps(rest string) (Schedule, error) {
	points := strings.Split(rest, ",")
	if len(points) > maxPoints {
		return Schedule{}, fmt.Errorf("%w: %d steps, at most %d", ErrValue, len(points), maxPoints)
	}
	s := Schedule{kind: stepsKind, points: len(points)}
	for i, point := range points {
		value, from, two := strings.Cut(point, "@")
		if !two {
			return Schedule{}, fmt.Errorf("%w: step %q, want VALUE@FRACTION", ErrValue, point)
		}
		var err error
		if s.value[i], err = parseNumber(value); err != nil {
			return Schedule{}, err
		}
		if s.from[i], err = parseNumber(from); err != nil {
			return Schedule{}, err
		}
		if i == 0 && s.from[i] != 0 || i > 0 && !(s.from[i] > s.from[i-1] && s.from[i] < 1) {
			return Schedule{}, fmt.Errorf("%w: steps at %q: want fractions of the run that begin with 0, rise and stay below 1", ErrValue, rest)
		}
	}
	return s, nil
}

// parseNumber reads a number that is finite.
func parseNumber(text string) (float64, error) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%w: %q is not a number", ErrValue, text)
	}
	return v + 0, nil // without the sign of a zero
}
