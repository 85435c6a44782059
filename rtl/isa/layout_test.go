// SPDX-License-Identifier: Apache-2.0

package isa

import (
	"fmt"
	"strings"
	"testing"
)

// TestFieldPositions sets one field after the other to all ones and expects exactly its bits to change.
func TestFieldPositions(t *testing.T) {
	layouts := map[string]Layout{}
	for _, l := range Layouts() {
		layouts[l.Name] = l
	}
	for _, c := range codecs() {
		zero, err := c.encode()
		if err != nil {
			t.Fatal(err)
		}
		for i, f := range c.fields {
			if f.name == "opcode" || f.name == reservedName {
				continue
			}
			_, ones := f.limits()
			if f.signed {
				ones = -1
			}
			f.set(ones)
			word, err := c.encode()
			if err != nil {
				t.Fatal(err)
			}
			place := layouts[c.name].Fields[i]
			if place.Name != f.name {
				t.Fatalf("%s: field %d is %s in the layout and %s in the instruction", c.name, i, place.Name, f.name)
			}
			for bit := range 8 * InstructionBytes {
				changed := (word[bit/8]^zero[bit/8])>>(bit%8)&1 != 0
				if inside := bit >= place.LSB && bit < place.LSB+place.Width; changed != inside {
					t.Errorf("%s: %s, bits %d+:%d: bit %d changed is %v", c.name, f.name, place.LSB, place.Width, bit, changed)
				}
			}
			f.set(0)
		}
	}
}

// TestLayoutsAreDense expects fields without overlap and gap, inside their word, with names that occur once.
func TestLayoutsAreDense(t *testing.T) {
	for _, l := range Layouts() {
		names := map[string]bool{}
		end := 0
		for _, f := range l.Fields {
			if f.LSB != end || f.Width < 1 || f.Width > 64 {
				t.Errorf("%s: %s has bits %d+:%d, want the first at %d", l.Name, f.Name, f.LSB, f.Width, end)
			}
			if names[f.Name] && !f.Reserved() {
				t.Errorf("%s: two fields %s", l.Name, f.Name)
			}
			names[f.Name] = true
			end = f.LSB + f.Width
		}
		if end > 8*l.Bytes {
			t.Errorf("%s: %d bits in %d bytes", l.Name, end, l.Bytes)
		}
	}
}

// TestSpareBits: an instruction keeps room for what may come.
func TestSpareBits(t *testing.T) {
	for _, l := range Layouts() {
		if l.Opcodes == nil {
			continue
		}
		last := l.Fields[len(l.Fields)-1]
		if end := last.LSB + last.Width; l.Bytes != InstructionBytes || end > 440 {
			t.Errorf("%s: %d bits of %d bytes, want at most 440 of %d", l.Name, end, l.Bytes, InstructionBytes)
		}
	}
}

// TestLayoutGolden holds the encoding still: a change of the golden file is a change of Version.
func TestLayoutGolden(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "version %d\n", Version)
	for _, l := range Layouts() {
		fmt.Fprintf(&b, "\n%s, %d bytes, opcodes %#x\n", l.Name, l.Bytes, l.Opcodes)
		for _, f := range l.Fields {
			sign := ""
			if f.Signed {
				sign = " signed"
			}
			fmt.Fprintf(&b, "%4d:%-4d %s%s\n", f.LSB+f.Width-1, f.LSB, f.Name, sign)
		}
	}
	checkGolden(t, "layouts.golden", []byte(b.String()))
}
