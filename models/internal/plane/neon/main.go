// SPDX-License-Identifier: Apache-2.0

// Command neon writes the assembly of package plane for arm64.
//
// Run it through `go generate ./models/internal/plane` at the root of the repository. The functions are those that the
// program in gen writes for AVX2. A pixel of float32 is four registers, its quarters; one of float64 is eight. What is done
// to a pixel is done to all registers of a group before the next step, because the processor waits for results (package a64).
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
	f := &a64.File{Package: "plane", Generator: "models/internal/plane/neon"}
	maxAbs(f)
	quantize8(f, false)
	quantize8(f, true)
	quantize16(f)
	quantizeWeights(f)
	codeSums(f, false)
	codeSums(f, true)
	dequantize(f)
	dequantizeAdd(f)
	dequantizeMoments(f)
	add(f)
	addEach(f)
	laneSums(f)
	normalize(f)
	normalizeReLU(f, false)
	normalizeReLU(f, true)
	products(f)
	maskProducts(f)
	backNormalize(f)
	sgd(f)
	return f
}
