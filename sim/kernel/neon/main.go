// SPDX-License-Identifier: Apache-2.0

// Command neon writes the assembly of package kernel for arm64: what the host of a board uses, which are the roundings that
// make operands of a prediction. The loops of the simulator run there in plain Go.
//
// Run it through `go generate ./sim/kernel` at the root of the repository.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/e2train/e2train/sim/kernel/a64"
)

func main() {
	out := flag.String("out", "", "assembly `file` to write")
	declarations := flag.String("declarations", "", "Go `file` with the declarations to write")
	flag.Parse()
	if *out == "" || *declarations == "" || flag.NArg() != 0 {
		flag.Usage()
		os.Exit(2)
	}
	if err := functions().Write(*out, *declarations); err != nil {
		fmt.Fprintln(os.Stderr, "neon:", err)
		os.Exit(1)
	}
}

// functions returns every function.
func functions() *a64.File {
	f := &a64.File{Package: "kernel", Generator: "sim/kernel/neon"}
	roundNibbles(f, "roundNibblesUnsignedNEON", a64.AddSaturatedUnsignedB)
	roundNibbles(f, "roundNibblesSignedNEON", a64.AddSaturatedB)
	roundWords(f)
	return f
}

// roundNibbles writes RoundNibbles: the high nibble goes up by one if the low one is above 8, or 8 and the high one is odd,
// that is if adding 7, or 8 to an odd one, carries into it. The addition saturates, which keeps the largest nibble.
func roundNibbles(f *a64.File, name string, add a64.Three) {
	l := f.Function(name, "dst *byte, src *byte, groups int, shift uint64", "",
		"ors into dst the high nibbles of 16*groups bytes, rounded half to even\nand shifted left by shift times 0x0101010101010101; groups >= 1.")
	dst, src := l.Pointer("dst"), l.Pointer("src")
	odd, seven, shift := l.Constant(0x1010101010101010, 0x1010101010101010), l.Constant(0x0707070707070707, 0x0707070707070707), l.Copies("shift")
	l.Loop("groups", func() {
		v, up, old := l.Vectors(1), l.Vectors(1), l.Vectors(1)
		l.Load(v, src, 0)
		l.Load(old, dst, 0)
		l.Three(a64.TestB, up, v, odd) // -1 where it holds
		l.Three(a64.SubB, up, seven, up)
		l.Three(add, v, v, up)
		l.Two(a64.HighNibbleB, v, v)
		l.Three(a64.ShiftB, v, v, shift)
		l.Three(a64.Or, v, v, old)
		l.Store(v, dst, 0)
		l.Advance(a64.VectorBytes, dst, src)
	})
}

// roundWords writes RoundWords: the same of ten bits, where 31 or 32 carry.
func roundWords(f *a64.File) {
	l := f.Function("roundWordsNEON", "dst *int16, src *int16, groups int", "",
		"stores src/64 rounded half to even, at most 511, of 16*groups words; groups >= 1.")
	dst, src := l.Pointer("dst"), l.Pointer("src")
	odd, half := l.Constant(0x0040004000400040, 0x0040004000400040), l.Constant(0x001f001f001f001f, 0x001f001f001f001f)
	l.Loop("groups", func() {
		v, up := l.Vectors(2), l.Vectors(2)
		l.Load(v, src, 0)
		l.Three(a64.TestH, up, v, odd) // -1 where it holds
		l.Three(a64.SubH, up, half, up)
		l.Three(a64.AddSaturatedH, v, v, up)
		l.Two(a64.TopTenH, v, v)
		l.Store(v, dst, 0)
		l.Advance(2*a64.VectorBytes, dst, src)
	})
}
