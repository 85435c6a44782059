// SPDX-License-Identifier: Apache-2.0

package main

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
	"github.com/e2train/e2train/rtl/tooltest"
)

// writeFiles writes the generated files and one more into a new folder.
func writeFiles(t *testing.T, name, text string) (dir string) {
	t.Helper()
	files, err := generate(contract)
	if err != nil {
		t.Fatal(err)
	}
	files[name] = []byte(text)
	dir = t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// randomWord sets every field of a layout to a random pattern and returns the word and the patterns.
func randomWord(rng *rand.Rand, l isa.Layout) (word []byte, patterns []uint64) {
	word = make([]byte, l.Bytes)
	for _, f := range l.Fields {
		v := rng.Uint64() >> (64 - f.Width)
		switch {
		case f.Reserved():
			v = 0
		case f.Name == "opcode":
			v = uint64(l.Opcodes[rng.IntN(len(l.Opcodes))])
		case f.Name == "magic":
			v = isa.DescriptorMagic
		}
		patterns = append(patterns, v)
		for i := range f.Width {
			word[(f.LSB+i)/8] |= byte(v>>i&1) << ((f.LSB + i) % 8)
		}
	}
	return word, patterns
}

// svTop returns a module that takes words apart with the names of isa_pkg and stops elaboration when a field is wrong.
func svTop(rng *rand.Rand) string {
	var b strings.Builder
	b.WriteString("module top (output logic done_o);\n  assign done_o = 1'b1;\n")
	for _, l := range isa.Layouts() {
		word, patterns := randomWord(rng, l)
		name := isa.CamelName(l.Name)
		var digits string
		for _, octet := range word {
			digits = fmt.Sprintf("%02x", octet) + digits
		}
		fmt.Fprintf(&b, "  localparam logic [%d:0] %s = %d'h%s;\n", 8*l.Bytes-1, name, 8*l.Bytes, digits)
		for i, f := range l.Fields {
			if f.Reserved() {
				continue
			}
			field := name + isa.CamelName(f.Name)
			fmt.Fprintf(&b, "  if (%s[isa_pkg::%sLsb +: isa_pkg::%sWidth] != %d'h%x) $error(\"%s\");\n",
				name, field, field, f.Width, patterns[i], field)
		}
	}
	b.WriteString("endmodule\n")
	return b.String()
}

func TestVerilatorAcceptsPackage(t *testing.T) {
	verilator := tooltest.Find(t, "verilator", "isa_pkg.sv has no lint errors and places fields as Go does")
	top := svTop(tooltest.Rand(t))
	dir := writeFiles(t, "top.sv", top)
	if out := tooltest.Run(t, dir, verilator, "--lint-only", "-Wall", "isa_pkg.sv", "top.sv"); strings.TrimSpace(out) != "" {
		t.Errorf("verilator says\n%s", out)
	}
	// The check itself: a wrong pattern must be noticed.
	wrong := strings.Replace(top, "8'h", "8'h1", 1)
	if err := os.WriteFile(filepath.Join(dir, "top.sv"), []byte(wrong), 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(verilator, "--lint-only", "-Wall", "isa_pkg.sv", "top.sv")
	c.Dir = dir
	if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "LoadOpcode") {
		t.Errorf("verilator accepts a wrong field: %v\n%s", err, out)
	}
}

func TestYosysAcceptsPackage(t *testing.T) {
	yosys := tooltest.Find(t, "yosys", "isa_pkg.sv can be synthesised")
	top := `module top (input logic [511:0] instr_i, output logic [15:0] dest_o, output logic load_o);
  assign dest_o = instr_i[isa_pkg::LoadDestLsb +: isa_pkg::LoadDestWidth];
  assign load_o = instr_i[isa_pkg::LoadOpcodeLsb +: isa_pkg::LoadOpcodeWidth] == isa_pkg::OpLoadX;
endmodule
`
	dir := writeFiles(t, "top.sv", top)
	tooltest.Run(t, dir, yosys, "-q", "-p", "read_verilog -sv isa_pkg.sv top.sv; synth -top top; check -assert")
}

// cppMain returns a program that reads lines "layout hex", decodes and encodes each word, and prints its fields as unsigned
// hexadecimal numbers and the encoded word.
func cppMain() string {
	var b strings.Builder
	b.WriteString("#include \"isa.hpp\"\n#include <cstdio>\n#include <iostream>\n#include <string>\n\nusing namespace e2train::isa;\n\n")
	b.WriteString("template <typename Word> static void parse(const std::string& hex, Word& w) {\n" +
		"  for (std::size_t i = 0; i < w.size(); ++i) w[i] = static_cast<std::uint8_t>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));\n}\n" +
		"static void show(std::uint64_t v) { std::printf(\"%llx \", static_cast<unsigned long long>(v)); }\n" +
		"template <typename Word> static void show(const Word& w) {\n  for (auto v : w) std::printf(\"%02x\", v);\n  std::printf(\"\\n\");\n}\n\n" +
		"int main() {\n  std::string name, hex;\n  while (std::cin >> name >> hex) {\n")
	for _, l := range isa.Layouts() {
		fmt.Fprintf(&b, "    if (name == \"%s\") {\n      %s v;\n      %sWord w;\n      parse(hex, w);\n", l.Name, isa.CamelName(l.Name), isa.CamelName(l.Name))
		b.WriteString("      std::printf(\"%d \", unpack(w, v));\n")
		for _, f := range l.Fields {
			if !f.Reserved() {
				fmt.Fprintf(&b, "      show(static_cast<std::uint64_t>(v.%s));\n", f.Name)
			}
		}
		b.WriteString("      std::printf(\"%d \", pack(v, w));\n      show(w);\n    }\n")
	}
	b.WriteString("  }\n}\n")
	return b.String()
}

// buildCpp compiles text with isa.hpp and returns the program.
func buildCpp(t *testing.T, untested, text string) string {
	t.Helper()
	gxx := tooltest.Find(t, "g++", untested)
	dir := writeFiles(t, "main.cpp", text)
	tooltest.Run(t, dir, gxx, "-std=c++14", "-Wall", "-Wextra", "-Wconversion", "-Wshadow", "-pedantic", "-Werror", "-o", "main", "main.cpp")
	return filepath.Join(dir, "main")
}

// TestCppAgrees decodes and encodes words in C++ and compares fields and bytes with Go's.
func TestCppAgrees(t *testing.T) {
	program := buildCpp(t, "isa.hpp encodes as Go does", cppMain())
	rng := tooltest.Rand(t)
	var input, want strings.Builder
	for range 200 {
		for _, l := range isa.Layouts() {
			word, patterns := randomWord(rng, l)
			fmt.Fprintf(&input, "%s %x\n", l.Name, word)
			want.WriteString("1 ")
			for i, f := range l.Fields {
				v := patterns[i]
				if f.Signed {
					v = uint64(int64(v<<(64-f.Width)) >> (64 - f.Width))
				}
				if !f.Reserved() {
					fmt.Fprintf(&want, "%x ", v)
				}
			}
			fmt.Fprintf(&want, "1 %x\n", goWord(t, l.Name, word))
		}
	}
	c := exec.Command(program)
	c.Stdin = strings.NewReader(input.String())
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	got, lines := strings.Split(string(out), "\n"), strings.Split(want.String(), "\n")
	for i, line := range lines {
		if i >= len(got) || got[i] != line {
			t.Fatalf("input\n%s\nwant\n%s\ngot\n%s", strings.Split(input.String(), "\n")[i], line, got[min(i, len(got)-1)])
		}
	}
}

// goWord decodes and encodes word with package isa.
func goWord(t *testing.T, layout string, word []byte) []byte {
	t.Helper()
	var w isa.Word
	var err, err2 error
	switch copy(w[:], word); layout {
	case "load":
		var v isa.Load
		v, err = isa.DecodeLoad(w)
		w, err2 = v.Encode()
	case "gemm", "outer":
		var v isa.Tensor
		v, err = isa.DecodeTensor(w)
		w, err2 = v.Encode()
	case "store":
		var v isa.Store
		v, err = isa.DecodeStore(w)
		w, err2 = v.Encode()
	default:
		return word
	}
	if err != nil || err2 != nil {
		t.Fatalf("%s %x: %v, %v", layout, word, err, err2)
	}
	return w[:]
}

// TestCppRejects checks the results of pack and unpack for what does not fit, and the tables.
func TestCppRejects(t *testing.T) {
	out := tooltest.Run(t, ".", buildCpp(t, "isa.hpp rejects values that do not fit", cppRejects))
	if want := "0 0 1 0 0 1 0 0 1 1 ultra96 tiny instructions\n"; out != want {
		t.Errorf("printed %q, want %q", out, want)
	}
}

const cppRejects = `#include "isa.hpp"
#include <cstdio>

using namespace e2train::isa;

static_assert(Tiny.TensorDrainPacked == 20, "constexpr configuration");

int main() {
  GemmWord w;
  Gemm g;
  g.nx = 4096;
  std::printf("%d ", pack(g, w));
  g.nx = 4095;
  g.step_x = 8;
  std::printf("%d ", pack(g, w));
  g.step_x = -8;
  std::printf("%d ", pack(g, w));
  w[63] = 1;
  std::printf("%d ", unpack(w, g));
  g.step_x = -9;
  std::printf("%d ", pack(g, w));
  g.step_x = 7;
  std::printf("%d ", pack(g, w));
  w[0] = OpOuter;
  std::printf("%d ", unpack(w, g));
  Load l;
  LoadWord lw;
  (void)pack(l, lw);
  lw[4] = 2;
  std::printf("%d ", unpack(lw, l));
  lw[4] = 1;
  std::printf("%d ", unpack(lw, l));
  std::printf("%d ", l.sign_extend);
  std::printf("%s %s %s\n", Configs[0]->Name, Configs[NumConfigs - 1]->Name, CounterNames[CounterInstructions]);
}
`

// TestRandomWordsAreValid guards the tests above: Go's decoders accept what randomWord makes.
func TestRandomWordsAreValid(t *testing.T) {
	rng := tooltest.Rand(t)
	for _, l := range isa.Layouts() {
		word, _ := randomWord(rng, l)
		if got := goWord(t, l.Name, word); hex.EncodeToString(got) != hex.EncodeToString(word) {
			t.Errorf("%s: %x becomes %x", l.Name, word, got)
		}
	}
}
