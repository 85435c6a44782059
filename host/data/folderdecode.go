// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bufio"
	"errors"
	"fmt"
	"image"
	"io"
	"io/fs"
	"os"
)

// decodePicture decodes the file at path into dst, [C][H][W].
func decodePicture(dst []uint8, path string, shape shape) error {
	var picture image.Image
	err := withPicture(path, func(format pictureFormat, r io.Reader) (err error) {
		picture, err = format.decode(r)
		return err
	})
	if err != nil {
		return err
	}
	if size := picture.Bounds().Size(); size != image.Pt(shape.w, shape.h) {
		err := fmt.Errorf("%w: file has changed while it was read", ErrMismatch)
		return folderError("decode", path, err)
	}
	if shape.c == 1 {
		copyGray(dst, picture)
	} else {
		copyRGB(dst, picture)
	}
	return nil
}

// withPicture opens the regular file at path, detects its format, hands both
// to read and names the cause if that fails.
func withPicture(path string, read func(pictureFormat, io.Reader) error) error {
	if _, err := regularSize(path); err != nil {
		return folderError("open", path, err)
	}
	file, err := os.Open(path)
	if err != nil {
		return folderError("open", path, err)
	}
	defer file.Close()
	source := endReader{r: file}
	buffered := bufio.NewReader(&source)
	format, err := detectPicture(buffered)
	if err != nil {
		return folderError("decode", path, err)
	}
	if err := read(format, buffered); err != nil {
		return folderError("decode", path, pictureCause(err, source.ended))
	}
	return nil
}

// endReader notes when more is read than there is. Decoders do not agree on
// how they report that.
type endReader struct {
	r     io.Reader
	ended bool
}

// Read reads from the underlying reader.
func (e *endReader) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.ended = e.ended || err == io.EOF
	return n, err
}

// pictureCause maps the error of a decoder to a cause; ended says whether the
// decoder read past the end of the file.
func pictureCause(err error, ended bool) error {
	var system *fs.PathError
	switch {
	case errors.As(err, &system):
		return err
	case ended:
		return fmt.Errorf("%w: %w", ErrTruncated, err)
	}
	return fmt.Errorf("%w: %w", ErrFormat, err)
}
