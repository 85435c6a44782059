// SPDX-License-Identifier: Apache-2.0

package checkpoint

import (
	"bytes"
	"testing"
)

// FuzzCheckpoint decodes arbitrary content behind a correct prefix and in front of a correct sum, so that the fuzzer gets
// past both. What is accepted keeps its meaning when it is written and read again.
func FuzzCheckpoint(f *testing.F) {
	good := encode(f, sample())
	f.Add(good[headerAt:len(good)-sumBytes], true)
	f.Add([]byte("\x02\x00\x00\x00{}\x00\x00\x00\x00"), true)
	f.Add(good, false)
	f.Fuzz(func(t *testing.T, data []byte, framed bool) {
		if framed {
			whole := append(append([]byte(nil), good[:headerAt]...), data...)
			data = seal(append(whole, make([]byte, max(sumBytes, minBytes-len(whole)))...))
		}
		c, err := Decode(data)
		if err != nil {
			return
		}
		first := encode(t, c)
		again, err := Decode(first)
		if err != nil {
			t.Fatalf("not accepted again: %v", err)
		}
		if second := encode(t, again); !bytes.Equal(first, second) {
			t.Errorf("%+v comes back as %+v", c, again)
		}
	})
}
