// SPDX-License-Identifier: Apache-2.0

package data

import (
	"embed"
	"fmt"

	"github.com/e2train/e2train/host/data/internal/samplefile"
)

// sampleFiles holds the sample. The folder is embedded as a whole so that the
// program which makes the sample compiles without it.
//
//go:embed sample
var sampleFiles embed.FS

//go:embed sample/LICENSE-fashion-mnist
var sampleLicense string

// samplePath is the sample in sampleFiles.
const samplePath = "sample/fashion-sample.bin"

// SampleLicense returns the copyright notice of the embedded sample, which has
// to accompany copies of the program.
func SampleLicense() string { return sampleLicense }

// openSample decodes the embedded sample. The argument is always empty.
func openSample(string) (Dataset, error) {
	file, err := sampleFiles.ReadFile(samplePath)
	if err != nil {
		return Dataset{}, sampleError(err)
	}
	return decodeSample(file)
}

// decodeSample makes the two sets out of a sample file.
func decodeSample(file []byte) (Dataset, error) {
	f, err := samplefile.Decode(file)
	if err != nil {
		return Dataset{}, sampleError(fmt.Errorf("%w: %w", ErrFormat, err))
	}
	if f.C != 1 || f.H != fashionSide || f.W != fashionSide {
		return Dataset{}, sampleError(fmt.Errorf("%w: images are %d×%d×%d", ErrMismatch, f.C, f.H, f.W))
	}
	train := fashionSet(f.Train.Pixels, f.Train.Labels)
	train.Name = "fashion-sample train"
	test := fashionSet(f.Test.Pixels, f.Test.Labels)
	test.Name = "fashion-sample test"
	for _, set := range []*Set{train, test} {
		if err := set.Check(); err != nil {
			return Dataset{}, sampleError(err)
		}
	}
	return Dataset{Train: train, Test: test}, nil
}

// sampleError wraps a cause found in the embedded file.
func sampleError(cause error) error {
	return &Error{Op: "decode embedded", Path: samplePath, Err: cause, Fix: "rebuild the program from an unchanged source tree"}
}
