// SPDX-License-Identifier: Apache-2.0

package isa

import "strings"

// Layout is the encoding of one instruction, of the descriptor or of a register, for code generators and for tools
// that show words.
type Layout struct {
	Name    string
	Bytes   int      // size of the word
	Opcodes []Opcode // opcodes of an instruction, nil for others
	Fields  []FieldLayout
}

// FieldLayout is the place of one field. Signed fields are two's complement. Fields named "reserved" are zero.
type FieldLayout struct {
	Name   string
	LSB    int
	Width  int
	Signed bool
}

// Reserved reports whether the field has no meaning yet.
func (f FieldLayout) Reserved() bool { return f.Name == reservedName }

// Layouts returns all layouts: load, gemm, outer, store, descriptor, error_place and axi.
func Layouts() []Layout {
	var magic uint32
	return []Layout{
		{"load", InstructionBytes, []Opcode{OpLoadX, OpLoadG, OpLoadW, OpLoadMask}, place((&Load{}).fields())},
		{"gemm", InstructionBytes, []Opcode{OpGemm}, place((&Tensor{Op: OpGemm}).fields())},
		{"outer", InstructionBytes, []Opcode{OpOuter}, place((&Tensor{Op: OpOuter}).fields())},
		{"store", InstructionBytes, []Opcode{OpStoreInt32, OpStoreInt16, OpStoreInt64, OpStoreSign}, place((&Store{}).fields())},
		{"descriptor", DescriptorBytes, nil, place((&Descriptor{}).fields(&magic))},
		{"error_place", 4, nil, place((&ErrorPlace{}).fields())},
		{"axi", 4, nil, place((&AxiAttributes{}).fields())},
	}
}

// place gives each field its least significant bit.
func place(fields []field) []FieldLayout {
	placed := make([]FieldLayout, len(fields))
	lsb := 0
	for i, f := range fields {
		placed[i] = FieldLayout{f.name, lsb, f.width, f.signed}
		lsb += f.width
	}
	return placed
}

// CamelName returns the name that generated files give to what has a snake_case name here: a layout, an engine, a configuration.
func CamelName(snake string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(snake, "_") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
