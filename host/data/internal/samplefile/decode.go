// SPDX-License-Identifier: Apache-2.0

package samplefile

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"fmt"
	"io"
	"math"

	"github.com/e2train/e2train/host/data/internal/bound"
)

// Decode reads a whole file, checks its SHA-256 and returns its parts. Every
// failure wraps ErrCorrupt. It allocates nothing larger than the file's body
// can expand to.
func Decode(file []byte) (File, error) {
	h, err := parseHeader(file)
	if err != nil {
		return File{}, err
	}
	body := file[headerSize:]
	size, ok := h.contentSize(min(bound.Inflated(int64(len(body))), math.MaxInt32))
	if !ok {
		return File{}, fmt.Errorf("%w: its header claims more than a body of %d bytes can hold", ErrCorrupt, len(body))
	}
	content, err := inflate(body, int(size))
	if err != nil {
		return File{}, err
	}
	if err := checkSum(file, content); err != nil {
		return File{}, err
	}
	return cut(h, content), nil
}

// inflate expands body, which must hold exactly size bytes.
func inflate(body []byte, size int) ([]byte, error) {
	reader := flate.NewReader(bytes.NewReader(body))
	content := make([]byte, size)
	if n, err := io.ReadFull(reader, content); err != nil {
		return nil, fmt.Errorf("%w: body ends after %d of %d bytes: %w", ErrCorrupt, n, size, err)
	}
	if n, err := io.CopyN(io.Discard, reader, 1); n != 0 || err != io.EOF {
		return nil, fmt.Errorf("%w: body does not end after %d bytes", ErrCorrupt, size)
	}
	return content, nil
}

// checkSum compares the header's SHA-256 with that of the fields and content.
func checkSum(file, content []byte) error {
	sum := sha256.New()
	sum.Write(file[:fieldsSize])
	sum.Write(content)
	want := file[fieldsSize:headerSize]
	if got := sum.Sum(nil); !bytes.Equal(got, want) {
		return fmt.Errorf("%w: SHA-256 is %x, header says %x", ErrCorrupt, got, want)
	}
	return nil
}

// cut divides content, whose length matches h, into its four parts.
func cut(h header, content []byte) File {
	image := int(h.c) * int(h.h) * int(h.w)
	next := func(n int) []byte {
		part := content[:n:n]
		content = content[n:]
		return part
	}
	split := func(n int) Split { return Split{Pixels: next(n * image), Labels: next(n)} }
	return File{
		C: int(h.c), H: int(h.h), W: int(h.w), Classes: int(h.classes),
		Train: split(int(h.train)), Test: split(int(h.test)),
	}
}
