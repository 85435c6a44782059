// SPDX-License-Identifier: Apache-2.0

package replay

import (
	"errors"
	"fmt"
	"strings"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/rtl/isa"
)

// ErrDifference is the cause of errors about outcomes that are not what they should be.
var ErrDifference = errors.New("outcomes differ")

// Compare returns nil if got is what is wanted, else an error that wraps ErrDifference and says in which bytes, results and
// counters they differ. Counters and cycles count only if timed.
func Compare(got, want *Outcome, timed bool) error {
	found := differentStall(got.Stall, want.Stall, timed)
	if timed {
		found = append(found, differentCounters(&got.Activity.Counters, &want.Activity.Counters)...)
	}
	found = append(found, differentResults(&got.Activity, &want.Activity)...)
	for i := range want.Memories {
		if text := differentBytes(got.Memories[i], want.Memories[i]); text != "" {
			found = append(found, fmt.Sprintf("memory %d: %s", i, text))
		}
	}
	if len(found) == 0 {
		return nil
	}
	return fmt.Errorf("%w: %s", ErrDifference, strings.Join(found, "; "))
}

func differentStall(got, want *Stall, timed bool) []string {
	same := (got == nil) == (want == nil)
	if same && got != nil {
		place := *got
		if !timed {
			place.Cycle = want.Cycle
		}
		same = place == *want
	}
	if same {
		return nil
	}
	return []string{fmt.Sprintf("%v, want %v", got, want)}
}

// String returns the place in words; nil is a program that ended.
func (s *Stall) String() string {
	if s == nil {
		return "no deadlock"
	}
	return fmt.Sprintf("deadlock in cycle %d in segment %d, %s[%d]", s.Cycle, s.Segment, s.Engine, s.Index)
}

func differentCounters(got, want *isa.Counters) (found []string) {
	for c := range isa.NumCounters {
		if got[c] != want[c] {
			found = append(found, fmt.Sprintf("%v is %d, want %d", c, got[c], want[c]))
		}
	}
	return found
}

func differentResults(got, want *driver.Activity) (found []string) {
	if got.MaxAbs != want.MaxAbs {
		found = append(found, fmt.Sprintf("maximum is %d, want %d", got.MaxAbs, want.MaxAbs))
	}
	if got.Saturated != want.Saturated {
		found = append(found, fmt.Sprintf("saturated is %v, want %v", got.Saturated, want.Saturated))
	}
	return found
}

// differentBytes describes the first of several differences, or returns "".
func differentBytes(got, want []byte) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d bytes, want %d", len(got), len(want))
	}
	first, count := -1, 0
	for i := range want {
		if got[i] == want[i] {
			continue
		}
		if count++; first < 0 {
			first = i
		}
	}
	if count == 0 {
		return ""
	}
	return fmt.Sprintf("byte %#x of %#x is %#02x, want %#02x (%d bytes differ)", first, len(want), got[first], want[first], count)
}
