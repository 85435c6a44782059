// SPDX-License-Identifier: Apache-2.0

package data

import (
	"bufio"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
)

// pictureFormat is a kind of image file. Formats are chosen here and not by
// the registry of package image, so that they do not depend on which decoders
// a program links.
type pictureFormat struct {
	magic  string // first bytes of the file
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

// pictureFormats lists every format that is read.
func pictureFormats() []pictureFormat {
	return []pictureFormat{
		{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode},
		{"\xff\xd8", jpeg.DecodeConfig, jpeg.Decode},
	}
}

// detectPicture returns the format of the file that r begins.
func detectPicture(r *bufio.Reader) (pictureFormat, error) {
	start, err := r.Peek(8)
	if err != nil && err != io.EOF {
		return pictureFormat{}, err
	}
	for _, format := range pictureFormats() {
		if strings.HasPrefix(string(start), format.magic) {
			return format, nil
		}
	}
	return pictureFormat{}, fmt.Errorf("%w: neither PNG nor JPEG, begins with %q", ErrFormat, start)
}
