// SPDX-License-Identifier: Apache-2.0

package link

import (
	"bytes"
	"errors"
	"testing"

	"github.com/e2train/e2train/driver"
	"github.com/e2train/e2train/sim/randprog"
)

// known reports whether err has one of the causes that this package documents.
func known(err error) bool {
	for _, cause := range []error{ErrForeign, ErrTruncated, ErrDamaged, ErrVersion} {
		if errors.Is(err, cause) {
			return true
		}
	}
	return false
}

// FuzzRecord gives any bytes to the decoder. What it accepts is encoded as it was.
func FuzzRecord(f *testing.F) {
	rng := randprog.Rand(1, 0)
	for i := range kinds {
		body := kinds[i].make()
		fill(rng, &kinds[i], body)
		f.Add(appendRecord(nil, Stamp{1, 2, 3}, body))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		stamp, body, whole, err := decodeRecord(data)
		if err != nil {
			if !known(err) {
				t.Errorf("got error %v", err)
			}
			return
		}
		l := &Layer{Stamp: stamp, Body: body, Whole: whole}
		if l.Words() == "" {
			t.Error("no words")
		}
		again := appendRecord(nil, stamp, body)
		if !bytes.Equal(again[summedAt:], data[summedAt:]) || whole != bytes.Equal(again, data) {
			t.Errorf("%x is encoded as %x", data, again)
		}
		if p, ok := body.(*Program); ok {
			if _, err := decodeProgram(p.Code); err != nil && !known(err) {
				t.Errorf("program: %v", err)
			}
		}
	})
}

// FuzzReader gives any bytes to the reader of files.
func FuzzReader(f *testing.F) {
	f.Add(record(f, open(f, "sim:tiny"), func(d driver.Device) {
		m, err := d.Alloc(64)
		if err != nil {
			f.Fatal(err)
		}
		m.WriteAt([]byte("some bytes"), 7)
		m.Free()
	}))
	f.Fuzz(func(t *testing.T, data []byte) {
		packets, err := load(data)
		var e *FileError
		if err != nil && (!known(err) || !errors.As(err, &e) || e.Records != len(packets)) {
			t.Errorf("got error %v after %d records", err, len(packets))
		}
		if r, err := NewReader(bytes.NewReader(data)); err == nil {
			if s, _ := Summarize(r); s.Records != int64(len(packets)) {
				t.Errorf("%d records, %d are summed up", len(packets), s.Records)
			}
		}
	})
}
