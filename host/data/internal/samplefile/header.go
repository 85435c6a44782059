// SPDX-License-Identifier: Apache-2.0

package samplefile

import (
	"encoding/binary"
	"fmt"

	"github.com/e2train/e2train/host/data/internal/bound"
)

const (
	magic      = "E2TDATA1"
	fieldsSize = 32 // magic and six numbers
	headerSize = fieldsSize + 32
)

// header holds the six numbers of the file header.
type header struct{ train, test, c, h, w, classes uint32 }

// imageSize returns the bytes of one image, or false if they exceed limit.
func (h header) imageSize(limit int64) (int64, bool) {
	return bound.Product(limit, h.c, h.h, h.w)
}

// contentSize returns the bytes of the content, or false if they exceed limit.
func (h header) contentSize(limit int64) (int64, bool) {
	image, ok := h.imageSize(limit)
	images := int64(h.train) + int64(h.test)
	if !ok || images > limit/(image+1) {
		return 0, false
	}
	return images * (image + 1), true
}

// check refuses shapes that no set can have.
func (h header) check() error {
	if h.c == 0 || h.h == 0 || h.w == 0 || h.classes == 0 || h.classes > 256 {
		return fmt.Errorf("%w: shape %d×%d×%d with %d classes", ErrCorrupt, h.c, h.h, h.w, h.classes)
	}
	return nil
}

// bytes returns the magic and the numbers in file order.
func (h header) bytes() []byte {
	b := make([]byte, 0, headerSize)
	b = append(b, magic...)
	for _, v := range []uint32{h.train, h.test, h.c, h.h, h.w, h.classes} {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return b
}

// parseHeader reads the fields at the start of file.
func parseHeader(file []byte) (header, error) {
	if len(file) < headerSize {
		return header{}, fmt.Errorf("%w: %d bytes are less than the header of %d", ErrCorrupt, len(file), headerSize)
	}
	if string(file[:len(magic)]) != magic {
		return header{}, fmt.Errorf("%w: begins with %q, not %q", ErrCorrupt, file[:len(magic)], magic)
	}
	at := func(i int) uint32 { return binary.BigEndian.Uint32(file[len(magic)+4*i:]) }
	h := header{train: at(0), test: at(1), c: at(2), h: at(3), w: at(4), classes: at(5)}
	return h, h.check()
}
