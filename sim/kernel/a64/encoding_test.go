// SPDX-License-Identifier: Apache-2.0

package a64

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
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

// recorded are the words that LLVM's assembler 19 makes of the texts.
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
			t.Errorf("%s, and LLVM has %s", line, lines[i])
		}
	}
}

// The record is what LLVM's assembler makes, where it is installed.
func TestRecordedWords(t *testing.T) {
	mc, err := exec.LookPath("llvm-mc")
	if err != nil {
		t.Skip("not tested: the record of words, because llvm-mc is missing")
	}
	var source strings.Builder
	for _, in := range every() {
		source.WriteString(in.Text + "\n")
	}
	command := exec.Command(mc, "--triple=aarch64", "--show-encoding")
	command.Stdin = strings.NewReader(source.String())
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var words []string
	for line := range strings.Lines(string(out)) {
		if _, encoding, found := strings.Cut(line, "encoding: ["); found {
			var b [4]byte
			if _, err := fmt.Sscanf(encoding, "0x%x,0x%x,0x%x,0x%x]", &b[0], &b[1], &b[2], &b[3]); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			words = append(words, fmt.Sprintf("%08x", binary.LittleEndian.Uint32(b[:])))
		}
	}
	text, err := os.ReadFile(recorded)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if word, _, _ := strings.Cut(line, " "); i >= len(words) || word != words[i] {
			t.Fatalf("line %d of %s is %s, and LLVM disagrees: %v", i+1, recorded, line, words)
		}
	}
}
