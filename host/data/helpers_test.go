// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// dice is a source of random test inputs.
type dice struct{ seed, n uint64 }

// newDice takes its seed from E2TRAIN_TEST_SEED, else from the clock, and
// prints it.
func newDice(t testing.TB) *dice {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("E2TRAIN_TEST_SEED"); text != "" {
		parsed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("E2TRAIN_TEST_SEED: %v", err)
		}
		seed = parsed
	}
	t.Logf("seed %d; repeat with E2TRAIN_TEST_SEED=%d", seed, seed)
	return &dice{seed: seed}
}

// bits returns 64 random bits.
func (d *dice) bits() uint64 {
	d.n++
	return random(d.seed, 1<<32, d.n, 0)
}

// between returns a number from low to high, both included.
func (d *dice) between(low, high int) int { return low + below(d.bits(), high-low+1) }

// bytes returns n random bytes.
func (d *dice) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(d.bits() >> 56)
	}
	return b
}

// set returns a valid set of n random images with 10 classes.
func (d *dice) set(n, c, h, w int) *Set {
	s := &Set{Name: "random", Classes: numberNames(10), C: c, H: h, W: w, Pixels: d.bytes(n * c * h * w)}
	for range n {
		s.Labels = append(s.Labels, uint16(d.between(0, 9)))
	}
	for range c {
		s.Norm.Mean = append(s.Norm.Mean, float64(d.between(0, 255))/255)
		s.Norm.Std = append(s.Norm.Std, float64(d.between(1, 255))/255)
	}
	return s
}

// wantError demands an *Error about path that wraps cause and says what to do.
func wantError(t *testing.T, err, cause error, path string) {
	t.Helper()
	var typed *Error
	if !errors.As(err, &typed) {
		t.Fatalf("error is %v (%T), want an *Error", err, err)
	}
	if !errors.Is(err, cause) {
		t.Errorf("error %q does not wrap %q", err, cause)
	}
	if !strings.Contains(typed.Path, path) {
		t.Errorf("error %q is about %q, want %q", err, typed.Path, path)
	}
	if typed.Op == "" || typed.Fix == "" {
		t.Errorf("error %q lacks what was attempted or what to do", err)
	}
}

// writeFile writes content to dir/name, making folders as needed.
func writeFile(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// idxFile returns an IDX file of bytes.
func idxFile(content []byte, dims ...uint32) []byte {
	b := []byte{0, 0, idxByte, byte(len(dims))}
	for _, d := range dims {
		b = binary.BigEndian.AppendUint32(b, d)
	}
	return append(b, content...)
}

// zip returns content in gzip form.
func zip(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(content) // a bytes.Buffer takes everything
	w.Close()
	return b.Bytes()
}

// with returns a copy of b with the byte at i, counted from the end if
// negative, replaced.
func with(b []byte, i int, value byte) []byte {
	b = bytes.Clone(b)
	if i < 0 {
		i += len(b)
	}
	b[i] = value
	return b
}
