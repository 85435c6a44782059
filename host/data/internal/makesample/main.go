// SPDX-License-Identifier: Apache-2.0

// Command makesample writes the sample of Fashion-MNIST that package data
// embeds: the first 500 training and the first 100 test images of each class,
// in file order. From the root of the repository:
//
//	go run ./host/data/internal/makesample
//
// It reads the four official IDX files. The output is a function of these
// files and of the DEFLATE compressor of the Go release; the SHA-256 in its
// header does not depend on the latter.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/e2train/e2train/host/data"
	"github.com/e2train/e2train/host/data/internal/samplefile"
)

// Images that are kept of each class.
const (
	trainPerClass = 500
	testPerClass  = 100
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "makesample:", err)
		os.Exit(1)
	}
}

// run reads the arguments, makes the sample and writes it.
func run(args []string, messages io.Writer) error {
	flags := flag.NewFlagSet("makesample", flag.ContinueOnError)
	flags.SetOutput(messages)
	in := flags.String("in", data.DebianFashionDir, "`folder` of the four official IDX files")
	out := flags.String("out", "host/data/sample/fashion-sample.bin", "`file` to write")
	if err := flags.Parse(args); err != nil {
		return err
	}
	full, err := data.Open("fashion:" + *in)
	if err != nil {
		return err
	}
	packed, err := pack(full, trainPerClass, testPerClass)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*out, packed, 0o644); err != nil {
		return fmt.Errorf("writing the sample: %w", err)
	}
	fmt.Fprintf(messages, "makesample: wrote %d bytes to %s\n", len(packed), *out)
	return nil
}

// pack selects images of both sets and returns them as a sample file.
func pack(full data.Dataset, train, test int) ([]byte, error) {
	file := samplefile.File{
		C: full.Train.C, H: full.Train.H, W: full.Train.W,
		Classes: len(full.Train.Classes),
	}
	var err error
	if file.Train, err = pick(full.Train, train); err != nil {
		return nil, err
	}
	if file.Test, err = pick(full.Test, test); err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	if err := samplefile.Encode(&packed, file); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// pick returns the first perClass images of each class in the order of the set.
func pick(set *data.Set, perClass int) (samplefile.Split, error) {
	var picked samplefile.Split
	have := make([]int, len(set.Classes))
	for i, label := range set.Labels {
		if have[label] < perClass {
			have[label]++
			picked.Labels = append(picked.Labels, uint8(label))
			picked.Pixels = append(picked.Pixels, set.Image(i)...)
		}
	}
	for class, n := range have {
		if n < perClass {
			return picked, fmt.Errorf("selecting from %s: class %q has %d images, want %d; use the full data set",
				set.Name, set.Classes[class], n, perClass)
		}
	}
	return picked, nil
}
