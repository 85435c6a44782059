// SPDX-License-Identifier: Apache-2.0

// Package a64 writes Go assembly for arm64 whose loops are vector instructions.
//
// Go's assembler lacks most of those on floats and the narrowing ones, so each vector instruction is written as a WORD with
// its text, as GNU tools and LLVM spell it, in a comment. What Go's assembler knows is left to it: parameters, branches,
// pointers, constants.
//
// There is no fused multiply-add here, and there shall be none: a fused product is not rounded, and results would not be
// those of other processors.
//
// Instructions work on groups of registers, a register at a time in the order of the group. An in-order processor such as
// Cortex-A53 waits for what an instruction before made; the more registers a group has, the less.
//
// The encodings are from the Arm Architecture Reference Manual for A-profile (DDI 0487), C7.2 for vectors.
package a64

import "fmt"

// V is a vector register, 0 ... 31.
type V uint8

// R is a general register that Go's assembler leaves to functions, 0 ... 15.
type R uint8

// Instruction is one instruction, as a word and as a text.
type Instruction struct {
	Word uint32
	Text string
}

// Two is an instruction that makes a register of one other.
type Two struct {
	name   string
	word   uint32 // with registers 0
	d, n   string // arrangements: how many elements of how many bits the registers are read as
	suffix string
}

// Of returns the instruction that makes d of n.
func (o Two) Of(d, n V) Instruction {
	return Instruction{o.word | uint32(n)<<5 | uint32(d), fmt.Sprintf("%s v%d.%s, v%d.%s%s", o.name, d, o.d, n, o.n, o.suffix)}
}

// Three is an instruction that makes a register of two others. Some accumulate: they read d as well.
type Three struct {
	name    string
	word    uint32
	d, n, m string
}

// Of returns the instruction that makes d of n and m.
func (o Three) Of(d, n, m V) Instruction {
	text := fmt.Sprintf("%s v%d.%s, v%d.%s, v%d.%s", o.name, d, o.d, n, o.n, m, o.m)
	return Instruction{o.word | uint32(m)<<16 | uint32(n)<<5 | uint32(d), text}
}

// Across is an instruction that makes element 0 of a register of all elements of another.
type Across struct {
	name string
	word uint32
	d, n string // d is the letter of the scalar
}

// Of returns the instruction that makes element 0 of d of n.
func (o Across) Of(d, n V) Instruction {
	return Instruction{o.word | uint32(n)<<5 | uint32(d), fmt.Sprintf("%s %s%d, v%d.%s", o.name, o.d, d, n, o.n)}
}
