// SPDX-License-Identifier: Apache-2.0

package samplefile

import (
	"compress/flate"
	"crypto/sha256"
	"fmt"
	"io"
	"math"
)

// Encode writes f to w. The bytes depend only on f and on the DEFLATE
// compressor of the Go release. It fails with an error wrapping ErrShape if
// the fields of f disagree, or with the error of w.
func Encode(w io.Writer, f File) error {
	h, err := headerOf(f)
	if err != nil {
		return err
	}
	fields := h.bytes()
	sum := sha256.New()
	parts := [][]byte{f.Train.Pixels, f.Train.Labels, f.Test.Pixels, f.Test.Labels}
	for _, part := range append([][]byte{fields}, parts...) {
		sum.Write(part)
	}
	if _, err := w.Write(sum.Sum(fields)); err != nil {
		return err
	}
	return deflate(w, parts)
}

// deflate writes all parts as one DEFLATE stream.
func deflate(w io.Writer, parts [][]byte) error {
	packer, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err := packer.Write(part); err != nil {
			return err
		}
	}
	return packer.Close()
}

// headerOf checks f and returns its header.
func headerOf(f File) (header, error) {
	for _, v := range []int{f.C, f.H, f.W, f.Classes, len(f.Train.Labels), len(f.Test.Labels)} {
		if v < 0 || int64(v) > math.MaxUint32 {
			return header{}, fmt.Errorf("%w: %d is outside 32 bits", ErrShape, v)
		}
	}
	h := header{
		train: uint32(len(f.Train.Labels)), test: uint32(len(f.Test.Labels)),
		c: uint32(f.C), h: uint32(f.H), w: uint32(f.W), classes: uint32(f.Classes),
	}
	if err := h.check(); err != nil {
		return header{}, fmt.Errorf("%w: %w", ErrShape, err)
	}
	return h, checkSplits(f, h)
}

// checkSplits compares the lengths and labels of both halves with the header.
func checkSplits(f File, h header) error {
	image, ok := h.imageSize(math.MaxInt32)
	for _, s := range []Split{f.Train, f.Test} {
		if !ok || int64(len(s.Pixels)) != int64(len(s.Labels))*image {
			return fmt.Errorf("%w: %d pixels for %d labels of shape %d×%d×%d",
				ErrShape, len(s.Pixels), len(s.Labels), f.C, f.H, f.W)
		}
		for i, label := range s.Labels {
			if int(label) >= f.Classes {
				return fmt.Errorf("%w: label %d of image %d, with %d classes", ErrShape, label, i, f.Classes)
			}
		}
	}
	return nil
}
