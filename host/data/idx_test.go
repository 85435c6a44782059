// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"errors"
	"runtime"
	"slices"
	"testing"
)

func TestParseIDX(t *testing.T) {
	noise, blank := newDice(t).bytes(3*4*5), make([]byte, 300*40*50)
	plain, plainBlank := idxFile(noise, 3, 4, 5), idxFile(blank, 300, 40, 50)
	cases := []struct {
		name          string
		file, content []byte
		dims          []uint32
	}{
		{"plain", plain, noise, []uint32{3, 4, 5}},
		{"gzip", zip(plain), noise, []uint32{3, 4, 5}},
		{"plain blank", plainBlank, blank, []uint32{300, 40, 50}},
		{"gzip, nearly a thousandth of the size", zip(plainBlank), blank, []uint32{300, 40, 50}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			a, err := parseIDX(bytes.NewReader(c.file), int64(len(c.file)), 3)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(a.dims, c.dims) || !bytes.Equal(a.data, c.content) {
				t.Errorf("dimensions %d, %d bytes", a.dims, len(a.data))
			}
		})
	}
}

// badIDX lists files that are not IDX arrays of three dimensions.
func badIDX() []struct {
	name  string
	file  []byte
	cause error
} {
	good := idxFile(make([]byte, 24), 2, 3, 4)
	packed := zip(good)
	return []struct {
		name  string
		file  []byte
		cause error
	}{
		{"empty", nil, ErrTruncated},
		{"one byte", good[:1], ErrTruncated},
		{"magic cut", good[:3], ErrTruncated},
		{"dimensions cut", good[:15], ErrTruncated},
		{"no data", good[:16], ErrTruncated},
		{"last byte missing", good[:len(good)-1], ErrTruncated},
		{"byte too many", append(bytes.Clone(good), 0), ErrFormat},
		{"first byte not zero", with(good, 0, 1), ErrFormat},
		{"second byte not zero", with(good, 1, 1), ErrFormat},
		{"elements are floats", with(good, 2, 0x0d), ErrFormat},
		{"labels instead of images", idxFile(make([]byte, 24), 24), ErrFormat},
		{"claims gigabytes", idxFile(nil, 1<<30, 28, 28), ErrTooLarge},
		{"claims more than 64 bits", idxFile(nil, 1<<31, 1<<31, 1<<31), ErrTooLarge},
		{"claims 700 MB", idxFile(nil, 900_000, 28, 28), ErrTruncated},
		{"gzip claims gigabytes", zip(idxFile(nil, 1<<30, 28, 28)), ErrTooLarge},
		{"gzip claims 700 MB", zip(idxFile(nil, 900_000, 28, 28)), ErrTruncated},
		{"gzip header cut", packed[:5], ErrTruncated},
		{"gzip cut", packed[:len(packed)-12], ErrTruncated},
		{"gzip checksum cut", packed[:len(packed)-4], ErrTruncated},
		{"gzip checksum wrong", with(packed, -8, packed[len(packed)-8]+1), ErrFormat},
		{"gzip method unknown", with(packed, 2, 7), ErrFormat},
		{"gzip body corrupt", with(packed, 10, 0xff), ErrFormat},
		{"gzip of nothing", zip(nil), ErrTruncated},
		{"gzip with a byte too many", zip(append(bytes.Clone(good), 0)), ErrFormat},
	}
}

func TestParseIDXBad(t *testing.T) {
	for _, c := range badIDX() {
		t.Run(c.name, func(t *testing.T) {
			_, err := parseIDX(bytes.NewReader(c.file), int64(len(c.file)), 3)
			if !errors.Is(err, c.cause) {
				t.Errorf("error is %v, want %v", err, c.cause)
			}
		})
	}
}

// TestParseIDXAllocatesLittle demands that a small file with a large claim is
// refused before memory is allocated for it.
func TestParseIDXAllocatesLittle(t *testing.T) {
	for _, file := range [][]byte{idxFile(nil, 900_000, 28, 28), zip(idxFile(nil, 900_000, 28, 28))} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		parseIDX(bytes.NewReader(file), int64(len(file)), 3)
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
			t.Errorf("%d bytes were allocated for a file of %d", grown, len(file))
		}
	}
}

func FuzzIDX(f *testing.F) {
	f.Add(idxFile(make([]byte, 24), 2, 3, 4))
	f.Add(zip(idxFile(make([]byte, 24), 2, 3, 4)))
	for _, c := range badIDX() {
		f.Add(c.file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		a, err := parseIDX(bytes.NewReader(file), int64(len(file)), 3)
		if err != nil {
			return
		}
		if want := int(a.dims[0]) * int(a.dims[1]) * int(a.dims[2]); len(a.data) != want {
			t.Fatalf("%d bytes for dimensions %d", len(a.data), a.dims)
		}
		if again := idxFile(a.data, a.dims...); file[0] == 0 && !bytes.Equal(again, file) {
			t.Fatalf("file does not survive reading and writing")
		}
	})
}
