// SPDX-License-Identifier: Apache-2.0

package samplefile

import "errors"

// ErrCorrupt is wrapped by every error about the bytes of a file.
var ErrCorrupt = errors.New("sample file is corrupt")

// ErrShape is wrapped by every error about a File that cannot be written.
var ErrShape = errors.New("sample does not fit its shape")

// Split is one half of a File.
type Split struct {
	Pixels []uint8 // [N][C][H][W]
	Labels []uint8 // [N], each below File.Classes
}

// File is the decoded form of a sample file.
type File struct {
	C, H, W     int // shape of one image: channels, rows, columns
	Classes     int // number of classes, 1 to 256
	Train, Test Split
}
