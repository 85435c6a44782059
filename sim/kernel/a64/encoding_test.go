// SPDX-License-Identifier: Apache-2.0

package a64

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/tooltest"
)

// every returns an instruction of every kind, with registers that set bits at both ends of their fields.
func every() (list []Instruction) {
	for _, o := range []Three{
		FAddS, FSubS, FMulS, FAddD, FMulD, SubB, SubH, AddSaturatedB, AddSaturatedH, AddSaturatedUnsignedB, ShiftB, SMaxS, UMaxS,
		TestS, TestB, TestH, And, Or, EvenH, EvenB, PairB, WidenAddS, WidenAddS2, WidenAddH, WidenAddH2, WidenAddD, WidenAddD2,
	} {
		list = append(list, o.Of(1, 18, 31), o.Of(30, 1, 17))
	}
	for _, o := range []Two{
		FAbsS, Widen, Widen2, FromInt, ToInt, ToUnsigned, HighNibbleB, TopTenH, AbsH, AbsB, AboveZeroS, PairSumH, PairAddS, NarrowH,
		NarrowH2, NarrowB, NarrowB2, NarrowUnsignedH, NarrowUnsignedH2, NarrowUnsignedB, NarrowUnsignedB2, CopyS,
	} {
		list = append(list, o.Of(1, 18), o.Of(30, 17))
	}
	for _, o := range []Across{LargestUnsigned, Largest, Total} {
		list = append(list, o.Of(1, 18), o.Of(30, 17))
	}
	return append(list,
		LoadPair(1, 30, 3, 0), LoadPair(17, 2, 14, 1008), LoadPair(0, 31, 15, -1024), StorePair(1, 30, 3, 0), StorePair(17, 2, 14, -16),
		Load(31, 2, 0), Load(1, 15, 65520), Store(31, 2, 16), Store(1, 15, 0), StoreH(31, 2, 0), StoreH(1, 15, 8190),
		LoadCopiesH(31, 2), LoadCopiesH(1, 15), CopyToS(31, 2), CopyToD(1, 15), SetHigh(30, 9), Take(14, 31), Clear(30))
}

// recorded are the words that the assemblers of LLVM 19 and GNU binutils 2.40 make of the texts.
const recorded = "testdata/words.txt"

// Words are those of another assembler.
func TestWords(t *testing.T) {
	text, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	list := every()
	if len(lines) != len(list) {
		t.Fatalf("%d instructions, %d lines in %s", len(list), len(lines), recorded)
	}
	for i, in := range list {
		if line := fmt.Sprintf("%08x %s", in.Word, in.Text); line != lines[i] {
			t.Errorf("%s, and other assemblers have %s", line, lines[i])
		}
	}
}

// The record is what GNU's assembler makes.
func TestRecordedWords(t *testing.T) {
	const untested = "the record of words"
	as, objcopy := tooltest.Find(t, "aarch64-linux-gnu-as", untested), tooltest.Find(t, "aarch64-linux-gnu-objcopy", untested)
	var source strings.Builder
	for _, in := range every() {
		source.WriteString(in.Text + "\n")
	}
	dir := t.TempDir()
	tooltest.RunWith(t, dir, source.String(), as, "-o", "words.o", "-")
	tooltest.Run(t, dir, objcopy, "-O", "binary", "-j", ".text", "words.o", "words.bin")
	made, err := os.ReadFile(filepath.Join(dir, "words.bin"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	if len(made) != 4*len(lines) {
		t.Fatalf("%d bytes of %d instructions", len(made), len(lines))
	}
	for i, line := range lines {
		if word := fmt.Sprintf("%08x", binary.LittleEndian.Uint32(made[4*i:])); !strings.HasPrefix(line, word+" ") {
			t.Errorf("line %d of %s is %s, and GNU's assembler has %s", i+1, recorded, line, word)
		}
	}
}
