// SPDX-License-Identifier: Apache-2.0

package samplefile

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

// small returns a file of 3 training and 2 test images of 2×2×3.
func small() File {
	f := File{C: 2, H: 2, W: 3, Classes: 7}
	f.Train = Split{Pixels: make([]uint8, 36), Labels: []uint8{0, 6, 3}}
	f.Test = Split{Pixels: make([]uint8, 24), Labels: []uint8{2, 1}}
	for i := range f.Train.Pixels {
		f.Train.Pixels[i] = uint8(i * 7)
	}
	for i := range f.Test.Pixels {
		f.Test.Pixels[i] = uint8(255 - i)
	}
	return f
}

// encode returns f as a file.
func encode(t testing.TB, f File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Encode(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	got, err := Decode(encode(t, small()))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, small()) {
		t.Errorf("decoded %+v, want %+v", got, small())
	}
}

func TestEncodeIsDeterministic(t *testing.T) {
	if !bytes.Equal(encode(t, small()), encode(t, small())) {
		t.Error("two files of one sample differ")
	}
}

// TestHeaderLayout pins the documented offsets.
func TestHeaderLayout(t *testing.T) {
	file := encode(t, small())
	if string(file[:8]) != "E2TDATA1" {
		t.Errorf("magic is %q", file[:8])
	}
	for i, want := range []uint32{3, 2, 2, 2, 3, 7} {
		if got := binary.BigEndian.Uint32(file[8+4*i:]); got != want {
			t.Errorf("number %d is %d, want %d", i, got, want)
		}
	}
}

func TestDecodeCorrupt(t *testing.T) {
	good := encode(t, small())
	change := func(offset int, value byte) []byte {
		file := bytes.Clone(good)
		file[offset] = value
		return file
	}
	cases := []struct {
		name string
		file []byte
		says string
	}{
		{"empty", nil, "less than the header"},
		{"header cut", good[:63], "less than the header"},
		{"no body", good[:64], "header claims more"},
		{"body cut", good[:len(good)-20], "body ends after"},
		{"magic", change(7, '2'), "begins with"},
		{"training images too many", change(11, 4), "body ends after"},
		{"training images too few", change(11, 2), "does not end after"},
		{"test images in place of training images", append(append(bytes.Clone(good[:8]), 0, 0, 0, 2, 0, 0, 0, 3), good[16:]...), "SHA-256"},
		{"claims gigabytes", change(8, 0x7f), "header claims more"},
		{"claims more than 64 bits", append(append(bytes.Clone(good[:8]), bytes.Repeat([]byte{0x7f}, 20)...), good[28:]...), "header claims more"},
		{"no channels", change(19, 0), "shape 0×"},
		{"no classes", change(31, 0), "with 0 classes"},
		{"257 classes", change(30, 1), "with 263 classes"},
		{"classes", change(31, 8), "SHA-256"},
		{"checksum", change(40, good[40]+1), "SHA-256"},
		{"body", change(70, good[70]+1), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Decode(c.file)
			if !errors.Is(err, ErrCorrupt) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error is %v, want ErrCorrupt that says %q", err, c.says)
			}
		})
	}
}

// TestDecodeAllocatesLittle demands that a large claim is refused before memory
// is allocated for it: 10,000 images of 100×100 are claimed.
func TestDecodeAllocatesLittle(t *testing.T) {
	claim := header{train: 5000, test: 5000, c: 1, h: 100, w: 100, classes: 10}
	file := append(claim.bytes(), make([]byte, 200)...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := Decode(file); !errors.Is(err, ErrCorrupt) {
		t.Errorf("error is %v, want ErrCorrupt", err)
	}
	runtime.ReadMemStats(&after)
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 1<<20 {
		t.Errorf("%d bytes were allocated for a file of %d", grown, len(file))
	}
}

func TestEncodeRefuses(t *testing.T) {
	cases := []struct {
		name  string
		spoil func(*File)
	}{
		{"no channels", func(f *File) { f.C, f.Train.Pixels, f.Test.Pixels = 0, nil, nil }},
		{"negative height", func(f *File) { f.H = -2 }},
		{"product overflows", func(f *File) {
			f.C, f.H, f.W, f.Train.Pixels, f.Test.Pixels = 1<<30, 1<<30, 1<<30, nil, nil
		}},
		{"no classes", func(f *File) { f.Classes = 0 }},
		{"257 classes", func(f *File) { f.Classes = 257 }},
		{"pixel missing", func(f *File) { f.Train.Pixels = f.Train.Pixels[1:] }},
		{"label missing", func(f *File) { f.Test.Labels = f.Test.Labels[1:] }},
		{"label out of range", func(f *File) { f.Test.Labels[1] = 7 }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := small()
			c.spoil(&f)
			if err := Encode(io.Discard, f); !errors.Is(err, ErrShape) {
				t.Errorf("error is %v, want ErrShape", err)
			}
		})
	}
}

// brokenWriter fails in its nth call only.
type brokenWriter struct{ n int }

var errBroken = errors.New("no space left")

func (w *brokenWriter) Write(p []byte) (int, error) {
	if w.n--; w.n == 0 {
		return 0, errBroken
	}
	return len(p), nil
}

func TestEncodeReportsWriter(t *testing.T) {
	for call := 1; call <= 2; call++ {
		if err := Encode(&brokenWriter{call}, small()); !errors.Is(err, errBroken) {
			t.Errorf("call %d fails: error is %v, want that of the writer", call, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(encode(f, small()))
	f.Add([]byte(magic))
	f.Add(encode(f, small())[:70])
	f.Fuzz(func(t *testing.T, file []byte) {
		decoded, err := Decode(file)
		if err != nil {
			return
		}
		image := decoded.C * decoded.H * decoded.W
		for _, s := range []Split{decoded.Train, decoded.Test} {
			if len(s.Pixels) != len(s.Labels)*image {
				t.Fatalf("%d pixels for %d labels", len(s.Pixels), len(s.Labels))
			}
		}
	})
}
