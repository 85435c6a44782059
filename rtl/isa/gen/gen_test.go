// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/e2train/e2train/rtl/isa"
)

// contract is the folder of package isa.
const contract = ".."

// generated returns the text of one generated file.
func generated(t *testing.T, name string) string {
	t.Helper()
	files, err := generate(contract)
	if err != nil {
		t.Fatal(err)
	}
	return string(files[name])
}

// TestFilesAreFresh compares the files beside package isa with what is generated now.
func TestFilesAreFresh(t *testing.T) {
	files, err := generate(contract)
	if err != nil {
		t.Fatal(err)
	}
	if len(files) != 2 {
		t.Errorf("%d files", len(files))
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join(contract, name))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate ./rtl/isa", name)
		}
	}
}

// TestRunWritesAnew replaces what lies at the files' names.
func TestRunWritesAnew(t *testing.T) {
	dir := t.TempDir()
	source := "package isa\n\n// Limits of the machine.\nconst (\n\tDepth = 1 << 4 // entries\n\tsecret = 3\n\tText = \"x\"\n)\n"
	for name, text := range map[string]string{"a.go": source, "a_test.go": "package isa\nconst Test = 1\n", "isa.hpp": "old"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(dir); err != nil {
		t.Fatal(err)
	}
	for name := range outputs {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		for word, want := range map[string]bool{
			"Depth = 16": true, "// entries\n": true, "// Limits of the machine.\n": true, "old": false, "secret": false, "Test": false,
			"DO NOT EDIT": true, "// SPDX-License-Identifier: Apache-2.0\n": true,
		} {
			if strings.Contains(string(text), word) != want {
				t.Errorf("%s contains %q is %v", name, word, !want)
			}
		}
	}
}

// TestRunFails: without readable source there is an error and no stale file.
func TestRunFails(t *testing.T) {
	empty, broken := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, "a.go"), []byte("package"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{empty, broken} {
		stale := filepath.Join(dir, "isa.hpp")
		if err := os.WriteFile(stale, []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := run(dir); err == nil {
			t.Errorf("no error for %s", dir)
		}
		if _, err := os.Stat(stale); err == nil {
			t.Errorf("a stale file survives in %s", dir)
		}
	}
}

// number matches a definition in both generated files.
var number = regexp.MustCompile(`(?m)^ *(?:localparam|constexpr) (?:int unsigned|unsigned|logic \[7:0\]|std::uint\d+_t) (\w+) = (?:\d+')?(0x|h)?([0-9a-f]+)u?;`)

// numbersIn returns all definitions of a generated file.
func numbersIn(t *testing.T, text string) map[string]uint64 {
	t.Helper()
	found := map[string]uint64{}
	for _, match := range number.FindAllStringSubmatch(text, -1) {
		base := 10
		if match[2] != "" {
			base = 16
		}
		v, err := strconv.ParseUint(match[3], base, 64)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := found[match[1]]; ok {
			t.Errorf("%s is defined twice", match[1])
		}
		found[match[1]] = v
	}
	return found
}

// TestNumbers looks for a sample of every kind of number, with values written out here.
func TestNumbers(t *testing.T) {
	hash := isa.Configs()[3].Hash()
	want := map[string]uint64{
		"Version": isa.Version, "ID": 0x52543245, "OpLoadX": 1, "OpOuter": 0x11, "OpStoreSign": 0x23, "PackSigned": 2,
		"EngineStore": 2, "EngineFetch": 3, "NumEngines": 3, "NumSemaphores": 24, "NumBases": 8, "NumCounters": uint64(isa.NumCounters),
		"RegCounters": 0x100, "RegAxi": 0x28, "ControlResetBit": 1, "StatusDeadlock": 0x80, "StatusDeadlockBit": 7, "StatusErrors": 0xf8,
		"CounterCycles": 0, "CounterInstructions": uint64(isa.Instructions), "CounterAccReads": uint64(isa.AccReads),
		"SemLoadToTensor": 0, "SemTensorToStore": 12, "SemTensorToStoreSignalLsb": 4, "SemTensorToStoreWaitLsb": 4,
		"SemStoreToLoadWaitLsb": 4, "SemLoadToStoreWaitLsb": 0, "LoadIssue": 2, "StoreIssue": 8, "StallDetect": 4, "TileMargin": 8,
		"DescriptorBytes": 128, "DescriptorMagic": 0x31534432, "InstructionBytes": 64, "AccBits": 40, "MaxShift": 39,
		"LoadOffsetLsb": 112, "LoadOffsetWidth": 32, "GemmOpcodeLsb": 0, "OuterSecondWidth": 16, "StoreTrackMaxLsb": 32,
		"DescriptorBase7Lsb": 960, "DescriptorBase7Width": 64, "ErrorPlaceSegmentLsb": 16, "AxiProtWidth": 3,
	}
	for _, name := range []string{"isa_pkg.sv", "isa.hpp"} {
		text := generated(t, name)
		got := numbersIn(t, text)
		for constant, value := range want {
			if v, ok := got[constant]; !ok || v != value {
				t.Errorf("%s: %s = %d, %v, want %d", name, constant, v, ok, value)
			}
		}
		if !strings.Contains(text, fmt.Sprintf("%08x", hash)) {
			t.Errorf("%s: the hash of tiny is missing", name)
		}
	}
	sv := numbersIn(t, generated(t, "isa_pkg.sv"))
	for name, value := range map[string]uint64{
		"Ultra96Lanes": 16, "Ultra96ReadLatency": 64, "ZedboardDSPColumns": 13, "Zed8MinTilePacked": 24, "TinyTensorDrain": 16,
		"TinyTensorDrainPacked": 20, "TinyConfigHash": uint64(hash), "Ultra96PackLimitSigned": 511, "ZedboardAccRows": 2048,
	} {
		if sv[name] != value {
			t.Errorf("isa_pkg.sv: %s = %d, want %d", name, sv[name], value)
		}
	}
}

// TestSameNames: apart from the configurations both files define the same numbers.
func TestSameNames(t *testing.T) {
	sv, hpp := numbersIn(t, generated(t, "isa_pkg.sv")), numbersIn(t, generated(t, "isa.hpp"))
	for _, c := range isa.Configs() {
		for name := range sv {
			if strings.HasPrefix(name, isa.CamelName(c.Name)) {
				delete(sv, name)
			}
		}
	}
	for name, v := range sv {
		if got, ok := hpp[name]; !ok || got != v {
			t.Errorf("%s is %d in isa_pkg.sv and %d, %v in isa.hpp", name, v, got, ok)
		}
	}
	if len(sv) != len(hpp) || len(sv) < 250 {
		t.Errorf("%d numbers in isa_pkg.sv, %d in isa.hpp", len(sv), len(hpp))
	}
}

// TestLines: plain ASCII, and lines that fit the style of the RTL.
func TestLines(t *testing.T) {
	for name := range outputs {
		for i, line := range strings.Split(generated(t, name), "\n") {
			if len(line) > 100 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 || r < 32 }) || strings.HasSuffix(line, " ") {
				t.Errorf("%s:%d: too long, ends in a blank, or not ASCII: %q", name, i+1, line)
			}
		}
	}
}
