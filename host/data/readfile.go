// SPDX-License-Identifier: Apache-2.0

package data

import (
	"fmt"
	"math"
	"os"
)

// maxSetBytes is the most that the pixels of one set may take: 4 GiB, or half
// of the address range on platforms of 32 bits.
const maxSetBytes = min(4<<30, math.MaxInt/2)

// regularSize returns the size in bytes of the regular file at path. Anything
// else, such as a folder or a pipe, gives an error wrapping ErrFormat.
func regularSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, fmt.Errorf("%w: not a regular file", ErrFormat)
	}
	return info.Size(), nil
}

// readRegular returns the content of the regular file at path, of at most
// limit bytes.
func readRegular(path string, limit int64) ([]byte, error) {
	size, err := regularSize(path)
	if err != nil {
		return nil, err
	}
	if size > limit {
		return nil, fmt.Errorf("%w: %d bytes, limit %d", ErrTooLarge, size, limit)
	}
	return os.ReadFile(path)
}
