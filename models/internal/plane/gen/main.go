// SPDX-License-Identifier: Apache-2.0

package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/pass"
	"github.com/mmcloughlin/avo/printer"
)

// targetPackage is the package the output belongs to.
const targetPackage = "plane"

func main() {
	// A set of its own: importing avo's build package defines global flags.
	flags := flag.NewFlagSet("gen", flag.ExitOnError)
	out := flags.String("out", "", "assembly `file` to write")
	stubs := flags.String("stubs", "", "Go `file` with the declarations to write")
	_ = flags.Parse(os.Args[1:]) // ExitOnError: it does not return one
	if *out == "" || *stubs == "" || flags.NArg() != 0 {
		flags.Usage()
		os.Exit(2)
	}
	if err := run(*out, *stubs); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run builds every function and writes both files.
func run(out, stubs string) error {
	ctx := build.NewContext()
	ctx.ConstraintExpr("amd64")
	emit(ctx)
	file, err := ctx.Result()
	if err != nil {
		return err
	}
	if err := pass.Compile.Execute(file); err != nil {
		return err
	}
	cfg := printer.Config{Name: "models/internal/plane/gen", Pkg: targetPackage}
	for _, o := range []struct {
		path string
		p    printer.Printer
	}{
		{out, printer.NewGoAsm(cfg)},
		{stubs, printer.NewStubs(cfg)},
	} {
		text, err := o.p.Print(file)
		if err != nil {
			return err
		}
		text = append([]byte("// SPDX-License-Identifier: Apache-2.0\n\n"), text...)
		if err := os.WriteFile(o.path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// emit adds every function.
func emit(ctx *build.Context) {
	emitMaxAbs(ctx)
	emitQuantize8(ctx, false)
	emitQuantize8(ctx, true)
	emitQuantize16(ctx)
	emitQuantizeWeights(ctx)
	emitCodeSums(ctx, false)
	emitCodeSums(ctx, true)
	emitDequantize(ctx)
	emitDequantizeAdd(ctx)
	emitDequantizeMoments(ctx)
	emitAdd(ctx)
	emitAddEach(ctx)
	emitLaneSums(ctx)
	emitNormalize(ctx)
	emitNormalizeReLU(ctx, false)
	emitNormalizeReLU(ctx, true)
	emitProducts(ctx, false)
	emitProducts(ctx, true)
	emitBackNormalize(ctx)
	emitSGD(ctx)
}
