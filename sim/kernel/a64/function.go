// SPDX-License-Identifier: Apache-2.0

package a64

import (
	"fmt"
	"strings"
)

// Function is a function under construction.
type Function struct {
	name, does      string
	params, results []variable
	frame           int // bytes of parameters and results
	body            strings.Builder
	vectors         int // that are taken
	registers       int
}

// variable is a parameter or a result.
type variable struct {
	name, kind string
	at         int
}

// Function starts a function. Parameters and results are written as in Go, every name with its type: pointers, int,
// uint64, float32 and uint32. does is its comment without its name.
func (f *File) Function(name, params, results, does string) *Function {
	fn := &Function{name: name, does: does}
	fn.params = fn.variables(params)
	if results != "" {
		fn.frame = (fn.frame + 7) &^ 7
	}
	fn.results = fn.variables(results)
	f.functions = append(f.functions, fn)
	return fn
}

func (f *Function) variables(list string) (v []variable) {
	for one := range strings.SplitSeq(list, ", ") {
		name, kind, found := strings.Cut(one, " ")
		if !found {
			continue // an empty list
		}
		size := sizeOf(kind)
		f.frame = (f.frame + size - 1) &^ (size - 1)
		v = append(v, variable{name, kind, f.frame})
		f.frame += size
	}
	return v
}

func sizeOf(kind string) int {
	switch {
	case strings.HasPrefix(kind, "*"), kind == "int", kind == "uint64":
		return 8
	case kind == "float32", kind == "uint32":
		return 4
	}
	panic("a64: a parameter of type " + kind)
}

// place returns what Go's assembler calls a parameter or a result.
func (f *Function) place(name, kind string) string {
	for _, v := range append(f.params, f.results...) {
		if v.name == name && (v.kind == kind || kind == "*" && v.kind[0] == '*') {
			return fmt.Sprintf("%s+%d(FP)", v.name, v.at)
		}
	}
	panic(fmt.Sprintf("a64: %s has no %s of type %s", f.name, name, kind))
}

// Vectors takes n registers.
func (f *Function) Vectors(n int) Vectors {
	v := make(Vectors, n)
	for i := range v {
		v[i] = V(f.vectors)
		f.vectors++
	}
	if f.vectors > 32 {
		panic("a64: " + f.name + " needs more than 32 vector registers")
	}
	return v
}

// Scope gives back the vector registers that body took.
func (f *Function) Scope(body func()) {
	taken := f.vectors
	body()
	f.vectors = taken
}

func (f *Function) register() R {
	r := R(f.registers)
	if f.registers++; f.registers > 16 {
		panic("a64: " + f.name + " needs more than 16 general registers")
	}
	return r
}

func (f *Function) line(format string, arguments ...any) {
	fmt.Fprintf(&f.body, "\t"+format+"\n", arguments...)
}

// Emit appends instructions.
func (f *Function) Emit(list ...Instruction) {
	for _, i := range list {
		f.line("WORD $0x%08x // %s", i.Word, i.Text)
	}
}

// Pointer returns a register with a parameter that is a pointer.
func (f *Function) Pointer(name string) R {
	r := f.register()
	f.line("MOVD %s, R%d", f.place(name, "*"), r)
	return r
}

// Scalar returns four copies of a float32 parameter.
func (f *Function) Scalar(name string) Vectors {
	v := f.Vectors(1)
	f.line("FMOVS %s, F%d", f.place(name, "float32"), v[0])
	f.Emit(CopyS.Of(v[0], v[0]))
	return v
}

// Copies returns two copies of a uint64 parameter.
func (f *Function) Copies(name string) Vectors {
	v, r := f.Vectors(1), f.register()
	f.line("MOVD %s, R%d", f.place(name, "uint64"), r)
	f.Emit(CopyToD(v[0], r))
	f.registers--
	return v
}

// Constant returns a register of two values of 64 bits, which are elements 0 and 1.
func (f *Function) Constant(low, high uint64) Vectors {
	v, r := f.Vectors(1), f.register()
	f.line("MOVD $%#x, R%d", low, r)
	f.Emit(CopyToD(v[0], r))
	if high != low {
		f.line("MOVD $%#x, R%d", high, r)
		f.Emit(SetHigh(v[0], r))
	}
	f.registers--
	return v
}

// Zeros returns n registers of zeros.
func (f *Function) Zeros(n int) Vectors {
	v := f.Vectors(n)
	for _, one := range v {
		f.Emit(Clear(one))
	}
	return v
}

// Loop repeats body as often as a parameter of type int says, at least once.
func (f *Function) Loop(count string, body func()) {
	r := f.register()
	f.line("MOVD %s, R%d", f.place(count, "int"), r)
	f.body.WriteString("\nloop:\n")
	f.Scope(body)
	f.line("SUBS $1, R%d", r)
	f.line("BNE loop")
}

// Advance moves pointers on by as many bytes.
func (f *Function) Advance(bytes int, pointers ...R) {
	for _, p := range pointers {
		f.line("ADD $%d, R%d", bytes, p)
	}
}

// Return stores the low 32 bits of v as a result of type uint32.
func (f *Function) Return(name string, v V) {
	r := f.register()
	f.Emit(Take(r, v))
	f.line("MOVW R%d, %s", r, f.place(name, "uint32"))
}
