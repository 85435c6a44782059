// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"bytes"
	goflag "flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

var update = goflag.Bool("update", false, "write the golden files")

// seedEnv repeats a run of the randomised tests.
const seedEnv = "E2TRAIN_TEST_SEED"

// testRand returns a generator whose seed is printed with a failure and taken from the environment if it is there.
func testRand(tb testing.TB) *rand.Rand {
	tb.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv(seedEnv); text != "" {
		v, err := strconv.ParseUint(text, 0, 64)
		if err != nil {
			tb.Fatalf("%s: %v", seedEnv, err)
		}
		seed = v
	}
	tb.Logf("%s=%d", seedEnv, seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// checkGolden compares got with the golden file, or writes it under -update.
func checkGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("differs from %s, see the difference with -update; got:\n%s", path, got)
	}
}

// config returns a named configuration.
func config(tb testing.TB, name string) *Config {
	tb.Helper()
	c, err := ConfigByName(name)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// between returns a number of low..high.
func between(rng *rand.Rand, low, high int) int { return low + rng.IntN(high-low+1) }

// randomize gives every field a random value that fits, extremes more often than chance would.
func randomize(rng *rand.Rand, fields []field) {
	for _, f := range fields {
		if f.name == "opcode" || f.name == "magic" {
			continue
		}
		low, high := f.limits()
		v := int64(rng.Uint64())
		if f.width < 64 {
			v = low + int64(rng.Uint64N(uint64(high-low)+1))
		}
		switch rng.IntN(6) {
		case 0:
			v = low
		case 1:
			v = high
		}
		f.set(v)
	}
}

// limits returns the smallest and largest value of f.
func (f field) limits() (low, high int64) {
	switch {
	case f.width >= 64:
		return 0, -1 // all bits clear, all bits set
	case f.signed:
		return -1 << (f.width - 1), 1<<(f.width-1) - 1
	}
	return 0, 1<<f.width - 1
}

// codec lets tests treat all instructions alike. Its fields point into one instruction.
type codec struct {
	name   string
	fields []field
	encode func() (Word, error)
	decode func(Word) (any, error)
	value  func() any // the instruction
}

// codecs returns one codec of every opcode, each with a zero instruction.
func codecs() (list []codec) {
	for _, layout := range Layouts() {
		for _, op := range layout.Opcodes {
			list = append(list, newCodec(op, layout.Name))
		}
	}
	return list
}

func newCodec(op Opcode, name string) codec {
	switch op {
	case OpGemm, OpOuter:
		t := &Tensor{Op: op}
		return codec{name, t.fields(), func() (Word, error) { return t.Encode() },
			func(w Word) (any, error) { return DecodeTensor(w) }, func() any { return *t }}
	case OpStoreInt32, OpStoreInt16, OpStoreInt64, OpStoreSign:
		s := &Store{Op: op}
		return codec{name, s.fields(), func() (Word, error) { return s.Encode() },
			func(w Word) (any, error) { return DecodeStore(w) }, func() any { return *s }}
	}
	l := &Load{Op: op}
	return codec{name, l.fields(), func() (Word, error) { return l.Encode() },
		func(w Word) (any, error) { return DecodeLoad(w) }, func() any { return *l }}
}
