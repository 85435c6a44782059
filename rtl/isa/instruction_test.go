// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"errors"
	"strings"
	"testing"
)

func TestInstructionRoundTrip(t *testing.T) {
	rng := testRand(t)
	for _, c := range codecs() {
		for range 500 {
			randomize(rng, c.fields)
			word, err := c.encode()
			if err != nil {
				t.Fatalf("%s: encode %+v: %v", c.name, c.value(), err)
			}
			got, err := c.decode(word)
			if err != nil {
				t.Fatalf("%s: decode %x: %v", c.name, word, err)
			}
			if got != c.value() {
				t.Fatalf("%s: decoded\n%+v, want\n%+v", c.name, got, c.value())
			}
		}
	}
}

// TestFieldLimits encodes the smallest and largest value of every field and, where the Go type holds them, the values
// just outside.
func TestFieldLimits(t *testing.T) {
	for _, c := range codecs() {
		for _, f := range c.fields {
			if f.name == "opcode" || f.name == reservedName {
				continue
			}
			low, high := f.limits()
			for _, v := range []int64{low, high} {
				f.set(v)
				word, err := c.encode()
				if err != nil {
					t.Fatalf("%s: %s = %d: %v", c.name, f.name, v, err)
				}
				if got, err := c.decode(word); err != nil || got != c.value() {
					t.Fatalf("%s: %s = %d: decoded %+v, %v, want %+v", c.name, f.name, v, got, err, c.value())
				}
			}
			for _, v := range []int64{low - 1, high + 1} {
				checkTooLarge(t, c, f, v)
			}
			f.set(0)
		}
	}
}

// checkTooLarge expects an error that names the field if v survives in the field's Go type.
func checkTooLarge(t *testing.T, c codec, f field, v int64) {
	t.Helper()
	if f.set(v); f.get() != v {
		return
	}
	_, err := c.encode()
	if !errors.Is(err, ErrEncoding) || !strings.HasPrefix(err.Error(), f.name+" = ") {
		t.Errorf("%s: %s = %d: error %v, want ErrEncoding with the field's name", c.name, f.name, v, err)
	}
}

// TestLimitsOutsideAreTested makes sure that TestFieldLimits saw values that their Go types hold and their fields do not.
func TestLimitsOutsideAreTested(t *testing.T) {
	for _, f := range []field{(&Load{}).fields()[9], (&Tensor{Op: OpGemm}).fields()[13]} {
		_, high := f.limits()
		if f.set(high + 1); f.get() != high+1 {
			t.Errorf("%s does not hold %d", f.name, high+1)
		}
	}
}

func TestDecodeRejectsForeignOpcodes(t *testing.T) {
	owner := map[Opcode]string{}
	for _, layout := range Layouts() {
		for _, op := range layout.Opcodes {
			owner[op] = map[string]string{"load": "load", "gemm": "tensor", "outer": "tensor", "store": "store"}[layout.Name]
		}
	}
	decoders := map[string]func(Word) error{
		"load":   func(w Word) error { _, err := DecodeLoad(w); return err },
		"tensor": func(w Word) error { _, err := DecodeTensor(w); return err },
		"store":  func(w Word) error { _, err := DecodeStore(w); return err },
	}
	for op := range 256 {
		for name, decode := range decoders {
			err := decode(Word{byte(op)})
			if owner[Opcode(op)] == name {
				if err != nil {
					t.Errorf("%s decoder, opcode %#02x: %v", name, op, err)
				}
			} else if !errors.Is(err, ErrEncoding) {
				t.Errorf("%s decoder, opcode %#02x: error %v, want ErrEncoding", name, op, err)
			}
		}
	}
}

// TestDecodeRejectsUnusedBits sets every bit that belongs to no field, one at a time.
func TestDecodeRejectsUnusedBits(t *testing.T) {
	for _, c := range codecs() {
		word, err := c.encode()
		if err != nil {
			t.Fatal(err)
		}
		rejected := 0
		for bit, used := range usedBits(c.fields, 8*InstructionBytes) {
			w := word
			w[bit/8] ^= 1 << (bit % 8)
			_, err := c.decode(w)
			switch {
			case used && bit >= 8 && err != nil:
				t.Errorf("%s: bit %d is rejected: %v", c.name, bit, err)
			case !used && !errors.Is(err, ErrEncoding):
				t.Errorf("%s: unused bit %d: error %v, want ErrEncoding", c.name, bit, err)
			case !used:
				rejected++
			}
		}
		if rejected == 0 {
			t.Errorf("%s: no unused bits", c.name)
		}
	}
}

// usedBits tells for every bit of a word whether a field with a meaning covers it.
func usedBits(fields []field, bits int) []bool {
	used := make([]bool, bits)
	at := 0
	for _, f := range fields {
		for range f.width {
			used[at] = f.name != reservedName
			at++
		}
	}
	return used
}

func TestEntryBytes(t *testing.T) {
	elements := map[Opcode]int{
		OpLoadX: 1, OpLoadG: 2, OpLoadW: 1, OpLoadMask: 4,
		OpStoreInt32: 4, OpStoreInt16: 2, OpStoreInt64: 8, OpStoreSign: 1,
	}
	for _, c := range Configs() {
		for op := range Opcode(255) {
			if got, want := c.EntryBytes(op), elements[op]*c.Lanes; got != want {
				t.Errorf("%s: opcode %#02x has entries of %d bytes, want %d", c.Name, uint8(op), got, want)
			}
		}
	}
}

func TestTensorTiles(t *testing.T) {
	g := Tensor{Op: OpGemm, NX: 2, NY: 3, NN: 5, KX: 3, KY: 2, CI: 7, CO: 11}
	if g.Vectors() != 30 || g.Tiles() != 42 {
		t.Errorf("GEMM has %d vectors, %d tiles, want 30, 42", g.Vectors(), g.Tiles())
	}
	g.NoTaps = true
	if g.Tiles() != 1 {
		t.Errorf("GEMM without taps has %d tiles, want 1", g.Tiles())
	}
	g.NoTaps, g.Op = false, OpOuter
	if g.Tiles() != 42*11 {
		t.Errorf("OUTER has %d tiles, want %d", g.Tiles(), 42*11)
	}
}
