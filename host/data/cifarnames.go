// SPDX-License-Identifier: Apache-2.0

package data

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// maxNamesBytes is the most that a list of class names may take.
const maxNamesBytes = 1 << 16

// readCIFARNames reads the class names from path, one per line. Without such a
// file the names are the label numbers in decimal.
func readCIFARNames(path string, kind cifarKind) ([]string, error) {
	text, err := readRegular(path, maxNamesBytes)
	if errors.Is(err, fs.ErrNotExist) {
		return numberNames(kind.classes()), nil
	}
	if err != nil {
		return nil, cifarError("read class names", path, kind, err)
	}
	names := nonEmptyLines(string(text))
	if len(names) != kind.classes() {
		err := fmt.Errorf("%w: %d names for %d classes", ErrMismatch, len(names), kind.classes())
		return nil, cifarError("read class names", path, kind, err)
	}
	return names, nil
}

// nonEmptyLines returns the lines of text without surrounding space.
func nonEmptyLines(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// numberNames returns "0", "1" and so on.
func numberNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}
